package io.weft.node.router;

import io.weft.node.session.Fleeting;
import io.weft.node.wire.ContentType;
import io.weft.node.wire.ResponseWire;
import io.weft.transport.Frame;
import java.nio.ByteBuffer;

/** The frame of a result that its handler has lent: all of it is copied, nothing is referred to. */
record LentFrame(long id, ByteBuffer data) implements Fleeting {

  @Override
  public int size() {
    return ResponseWire.size(id, ContentType.BYTES, data.remaining());
  }

  @Override
  public void writeTo(ByteBuffer buffer) {
    ResponseWire.write(buffer, id, ContentType.BYTES, data.remaining());
    buffer.put(data.duplicate());
  }

  @Override
  public Frame lasting() {
    byte[] copy = new byte[data.remaining()];
    data.duplicate().get(copy);
    return new AnswerFrame(id, ContentType.BYTES, copy);
  }
}
