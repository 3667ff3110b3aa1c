package io.weft.node.router;

import io.weft.node.wire.ContentType;
import io.weft.node.wire.ResponseWire;
import io.weft.transport.Frame;
import java.nio.ByteBuffer;
import java.util.Optional;

/** The frame of a result that its handler has lent. */
record LentFrame(long id, ByteBuffer data) implements Frame {

  @Override
  public int size() {
    return ResponseWire.size(id, ContentType.BYTES, data.remaining()) - data.remaining();
  }

  @Override
  public void writeTo(ByteBuffer buffer) {
    ResponseWire.write(buffer, id, ContentType.BYTES, data.remaining());
  }

  @Override
  public Optional<ByteBuffer> tail() {
    return Optional.of(data);
  }

  @Override
  public boolean lendsTail() {
    return true;
  }
}
