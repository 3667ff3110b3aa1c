package io.weft.peer;

import java.time.Instant;
import java.util.Optional;

/**
 * A peer is kept away: it is not dialled, and its links are refused.
 *
 * @param reason for people
 * @param since when it began
 * @param until when it ends by itself; empty: only when somebody lifts it
 */
public record Ban(String reason, Instant since, Optional<Instant> until) {

  /** Whether it holds at this moment. */
  public boolean holds(Instant now) {
    return until.map(now::isBefore).orElse(true);
  }
}
