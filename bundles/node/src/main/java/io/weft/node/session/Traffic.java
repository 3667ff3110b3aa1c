package io.weft.node.session;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What went over a link. Many threads send; only the link's reader receives. */
final class Traffic {
  private final LongAdder sentFrames = new LongAdder();
  private final LongAdder sentBytes = new LongAdder();
  private final AtomicLong receivedFrames = new AtomicLong();
  private final AtomicLong receivedBytes = new AtomicLong();

  void sent(long bytes) {
    sentFrames.increment();
    sentBytes.add(bytes);
  }

  /** On the reader only: one writer needs no atomic addition. */
  void received(long bytes) {
    receivedFrames.setRelease(receivedFrames.getPlain() + 1);
    receivedBytes.setRelease(receivedBytes.getPlain() + bytes);
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
