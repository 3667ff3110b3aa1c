package io.weft.node.router;

import io.weft.node.wire.ContentType;
import io.weft.node.wire.ResponseWire;
import io.weft.transport.Frame;
import java.nio.ByteBuffer;
import java.util.Optional;

/** The frame of a result. */
@SuppressWarnings("ArrayRecordComponent")
record AnswerFrame(long id, ContentType type, byte[] data) implements Frame {

  /** Results from this size on follow by reference, as parameters do. */
  private static final int TAIL_FROM_BYTES = 16 * 1024;

  @Override
  public int size() {
    int whole = ResponseWire.size(id, type, data.length);
    return data.length < TAIL_FROM_BYTES ? whole : whole - data.length;
  }

  @Override
  public void writeTo(ByteBuffer buffer) {
    ResponseWire.write(buffer, id, type, data.length);
    if (data.length < TAIL_FROM_BYTES) {
      buffer.put(data);
    }
  }

  @Override
  public Optional<ByteBuffer> tail() {
    return data.length < TAIL_FROM_BYTES ? Optional.empty() : Optional.of(ByteBuffer.wrap(data));
  }
}
