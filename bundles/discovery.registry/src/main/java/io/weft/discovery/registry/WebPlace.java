package io.weft.discovery.registry;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** One URL: what is known of it, and when it is asked again. Used by one thread. */
final class WebPlace {

  /** After the first failure; doubled with each further one up to the refresh interval. */
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);

  private static final int MAX_DOUBLINGS = 10;

  private final URI url;
  private final Duration refresh;
  private Optional<String> tag = Optional.empty();
  private Instant next = Instant.MIN;
  private int failures;
  private boolean asking;

  WebPlace(URI url, Duration refresh) {
    this.url = url;
    this.refresh = refresh;
  }

  URI url() {
    return url;
  }

  Optional<String> tag() {
    return tag;
  }

  Instant next() {
    return next;
  }

  /** Whether to ask now; if so, {@link #worked} or {@link #failed} must follow. */
  boolean ask(Instant now) {
    if (asking || now.isBefore(next)) {
      return false;
    }
    asking = true;
    return true;
  }

  /**
   * @param now what it is asked with next time
   */
  void worked(Optional<String> now, Instant at) {
    asking = false;
    failures = 0;
    tag = now;
    next = at.plus(refresh);
  }

  void failed(Instant at) {
    asking = false;
    Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures++, MAX_DOUBLINGS));
    next = at.plus(pause.compareTo(refresh) < 0 ? pause : refresh);
  }
}
