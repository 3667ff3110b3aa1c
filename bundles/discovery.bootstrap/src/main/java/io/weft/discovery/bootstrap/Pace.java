package io.weft.discovery.bootstrap;

import java.time.Duration;

/**
 * How often addresses are reported, and peers asked and answered.
 *
 * @param alone between two reports of the known addresses while nobody is connected
 * @param soon how long after a peer has connected it is asked; half of it at the earliest, one and
 *     a half times of it at the latest, so that not all ask at once
 * @param wanting the first pause between two rounds while there is too little company; doubled each
 *     time, up to {@code period}
 * @param period between two rounds while there is company enough, ± a quarter
 * @param answers the shortest time between two answers to one peer
 */
record Pace(Duration alone, Duration soon, Duration wanting, Duration period, Duration answers) {

  /** As nodes run: found by peer exchange takes a second, and idle nodes say next to nothing. */
  static Pace usual(Duration period) {
    return new Pace(
        Duration.ofSeconds(1),
        Duration.ofMillis(200),
        Duration.ofSeconds(15),
        period,
        Duration.ofSeconds(10));
  }

  /** For how long what was read for one answer does for others: a crowd costs one look. */
  Duration snapshot() {
    return answers.dividedBy(10);
  }

  /** Longer than the other side's limit, whose clock runs a little differently. */
  Duration again() {
    return answers.plus(answers.dividedBy(10));
  }
}
