package io.weft.discovery.mdns;

import java.time.Duration;

/**
 * When it is time to ask for others. Everybody announces itself, so this is only for what got lost;
 * and each node answers each question with all that it has. So intervals double (RFC 6762, section
 * 5.2), and grow with the number of nodes: what all answers together are, a second, does not depend
 * on how many there are. Used by one thread.
 */
final class Questions {

  /** Between two questions, for each node that is known: 13 bytes a second for each node. */
  private static final Duration FOR_EACH = Duration.ofMinutes(5);

  /** RFC 6762, section 5.2: up to an hour, with few nodes. */
  private static final Duration LONGEST_DOUBLED = Duration.ofHours(1);

  private static final Duration LONGEST = Duration.ofHours(12);

  private final Duration first;
  private Duration doubled;
  private long askedNanos;

  /**
   * @param first until the first question
   */
  Questions(Duration first, long nowNanos) {
    this.first = first;
    doubled = first;
    askedNanos = nowNanos;
  }

  /**
   * When the next one is due, if nothing changes.
   *
   * @param nodes that are known
   */
  long nextNanos(int nodes) {
    Duration shared = FOR_EACH.multipliedBy(nodes);
    Duration wanted = shared.compareTo(doubled) > 0 ? shared : doubled;
    return askedNanos + (wanted.compareTo(LONGEST) > 0 ? LONGEST : wanted).toNanos();
  }

  void asked(long nowNanos) {
    askedNanos = nowNanos;
    Duration twice = doubled.multipliedBy(2);
    Duration longest = first.compareTo(LONGEST_DOUBLED) > 0 ? first : LONGEST_DOUBLED;
    doubled = twice.compareTo(longest) > 0 ? longest : twice;
  }
}
