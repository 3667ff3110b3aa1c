package io.weft.bench;

import java.time.Duration;
import java.util.Optional;

/**
 * A client that is connected. What a call needs again and again is made beforehand, as a program
 * would do that calls often.
 */
interface Caller extends AutoCloseable {

  /**
   * A place for one call at a time, without waiting: each run sends the payload once. The answer
   * comes on whatever thread delivers it.
   */
  Runnable slot(byte[] payload, Answer answer);

  /**
   * A place for one call at a time, on a thread that waits: each call sends the payload once,
   * blocks until the answer is there, and returns its length in bytes.
   */
  Asking waiting(byte[] payload);

  /** What the last heartbeat of the lane for control took; empty where nobody knows. */
  default Optional<Duration> heartbeat() {
    return Optional.empty();
  }

  @Override
  void close();

  /** A call that waits. */
  interface Asking {
    /** Returns the length of the answer, in bytes. */
    int ask();
  }

  /** What came back. */
  interface Answer {
    void answered(int bytes);

    void failed(Throwable cause);
  }
}
