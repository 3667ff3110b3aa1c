package io.weft.node.session;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What went over a link. Many threads send; only the link's reader receives. */
final class Traffic {

  /** Frames are held against the peer's limit by so many: a bucket costs more than a counter. */
  static final int COUNTED_BY = 64;

  private final LongAdder sentFrames = new LongAdder();
  private final LongAdder sentBytes = new LongAdder();
  private final AtomicLong receivedFrames = new AtomicLong();
  private final AtomicLong receivedBytes = new AtomicLong();

  void sent(long bytes) {
    sentFrames.increment();
    sentBytes.add(bytes);
  }

  /**
   * On the reader only: one writer needs no atomic addition.
   *
   * @return whether another {@link #COUNTED_BY} frames have come
   */
  boolean received(long bytes) {
    long frames = receivedFrames.getPlain() + 1;
    receivedFrames.setRelease(frames);
    receivedBytes.setRelease(receivedBytes.getPlain() + bytes);
    return frames % COUNTED_BY == 0;
  }

  long sentFrames() {
    return sentFrames.sum();
  }

  long sentBytes() {
    return sentBytes.sum();
  }

  long receivedFrames() {
    return receivedFrames.get();
  }

  long receivedBytes() {
    return receivedBytes.get();
  }
}
