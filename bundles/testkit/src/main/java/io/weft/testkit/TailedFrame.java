package io.weft.testkit;

import io.weft.transport.Frame;
import java.nio.ByteBuffer;
import java.util.Optional;

/** A frame of a few bytes, and others that follow them. */
class TailedFrame implements Frame {
  private final byte[] head;
  private final ByteBuffer tail;
  private final boolean lent;

  TailedFrame(byte[] head, ByteBuffer tail, boolean lent) {
    this.head = head;
    this.tail = tail;
    this.lent = lent;
  }

  @Override
  public final int size() {
    return head.length;
  }

  @Override
  public final void writeTo(ByteBuffer buffer) {
    buffer.put(head);
  }

  @Override
  public final Optional<ByteBuffer> tail() {
    return Optional.of(tail);
  }

  @Override
  public final boolean lendsTail() {
    return lent;
  }
}
