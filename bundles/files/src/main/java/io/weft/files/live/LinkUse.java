package io.weft.files.live;

import java.net.URI;
import java.time.Instant;

/**
 * A link, at one moment.
 *
 * @param which it is
 * @param bytes that came and went since it was made
 */
public record LinkUse(Which which, long bytes) {

  /** Another one for each link, also for one that takes the place of one that broke. */
  public record Which(URI local, URI remote, Instant since) {}
}
