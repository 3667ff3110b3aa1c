package io.weft.node.session;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A count of those inside, with a shut bit. Whoever brings a shut gate to zero is the last: nothing
 * follows what it sends then. Lock-free.
 */
final class Gate {
  private static final int SHUT = Integer.MIN_VALUE;

  private final AtomicInteger state = new AtomicInteger();

  /** Whether the caller is inside now and must {@link #leave}. */
  boolean enter() {
    for (; ; ) {
      int now = state.get();
      if (now < 0) {
        return false;
      }
      if (state.compareAndSet(now, now + 1)) {
        return true;
      }
    }
  }

  /** Whether the caller was the last inside a shut gate. */
  boolean leave() {
    return state.decrementAndGet() == SHUT;
  }

  /** Lets nobody in any more. Whether the caller is the last, because nobody was inside. */
  boolean shut() {
    for (; ; ) {
      int now = state.get();
      if (now < 0) {
        return false;
      }
      if (state.compareAndSet(now, now | SHUT)) {
        return now == 0;
      }
    }
  }
}
