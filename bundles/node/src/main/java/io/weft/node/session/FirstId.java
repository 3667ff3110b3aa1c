package io.weft.node.session;

import java.util.concurrent.TimeUnit;

/** Where the ids of a session's requests begin: those of a later session are greater. */
final class FirstId {
  private static final long PROCESS_START_NANOS = System.nanoTime();

  /** More than 2^24 a millisecond are never given out. */
  private static final int BITS_A_MILLISECOND = 24;

  private FirstId() {}

  static long now() {
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - PROCESS_START_NANOS);
    return millis << BITS_A_MILLISECOND;
  }
}
