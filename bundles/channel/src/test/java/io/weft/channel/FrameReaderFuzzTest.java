package io.weft.channel;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.weft.transport.LinkProtocolException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

class FrameReaderFuzzTest {

  private static final int LIMIT = 300;

  /** Whatever comes in whatever pieces gives the frames that a simple reader finds, or an error. */
  @FuzzTest(maxDuration = "3s")
  void framesAreThoseOfASimpleReader(byte[] wire) {
    UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
    List<ByteBuffer> frames = new ArrayList<>();
    FrameReader reader =
        new FrameReader(
            allocator,
            new LargeRooms(task -> {}),
            LIMIT,
            URI.create("tcp://127.0.0.1:1"),
            view -> frames.add(ByteBuffer.allocate(view.remaining()).put(view).flip()));
    boolean refused = false;
    int at = 0;
    while (at < wire.length && !refused) {
      int piece = Math.min(wire.length - at, 1 + (wire[at] & 0x1f));
      try {
        reader.read(Unpooled.wrappedBuffer(wire, at, piece));
      } catch (LinkProtocolException e) {
        refused = true;
      }
      at += piece;
    }
    reader.release();
    assertThat(allocator.metric().usedDirectMemory()).isZero();
    assertThat(frames).isEqualTo(simply(ByteBuffer.wrap(wire)));
  }

  private static List<ByteBuffer> simply(ByteBuffer wire) {
    List<ByteBuffer> frames = new ArrayList<>();
    while (wire.remaining() >= FrameReader.HEADER_BYTES) {
      int length = wire.getInt();
      if (length < 1 || length > LIMIT || length > wire.remaining()) {
        break;
      }
      frames.add(wire.slice(wire.position(), length));
      wire.position(wire.position() + length);
    }
    return frames;
  }
}
