package io.weft.node.standing;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What follows from a peer's malice. The first ban is short, each further one is longer, the last
 * one is for good: a mistake that is mended is forgiven soon, one that goes on is not.
 *
 * @param kind what is done
 * @param howLong of a ban; empty: until somebody lifts it
 */
public record Sentence(Kind kind, Optional<Duration> howLong) {

  /** What is done with a peer. */
  public enum Kind {
    /** Nothing. */
    NONE,
    /** Its links are ended; it may come back. */
    DISCONNECT,
    /** It is kept away. */
    BAN
  }

  /** Malice from which a peer is disconnected: two violations. */
  static final double DISCONNECT_AT = -50;

  /** Malice from which it is banned: four violations, or what is like them. */
  static final double BAN_AT = -90;

  private static final Duration[] BANS = {
    Duration.ofMinutes(10), Duration.ofHours(2), Duration.ofDays(1)
  };

  private static final Sentence NOTHING = new Sentence(Kind.NONE, Optional.empty());

  /**
   * Writes a deed down; what follows.
   *
   * @param bansBefore how often the peer has been banned for what it did
   */
  public static Sentence of(
      Reputation reputation, Deed deed, String detail, int bansBefore, Instant now) {
    double before = reputation.malice(now);
    reputation.saw(deed, detail, now);
    if (deed.ledger != Deed.Ledger.MALICE) {
      return NOTHING;
    }
    double malice = reputation.malice(now);
    if (malice <= BAN_AT) {
      return new Sentence(
          Kind.BAN, bansBefore < BANS.length ? Optional.of(BANS[bansBefore]) : Optional.empty());
    }
    // Once, when the line is crossed: whoever comes back and behaves may stay.
    return malice <= DISCONNECT_AT && before > DISCONNECT_AT
        ? new Sentence(Kind.DISCONNECT, Optional.empty())
        : NOTHING;
  }
}
