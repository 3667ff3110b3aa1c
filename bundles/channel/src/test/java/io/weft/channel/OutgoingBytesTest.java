package io.weft.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.weft.transport.Frame;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutgoingBytesTest {

  /** Netty samples one buffer in 128, by lot. */
  private static final int SURELY_SAMPLED = 20_000;

  private final ResourceLeakDetector.Level before = ResourceLeakDetector.getLevel();

  @AfterEach
  void asBefore() {
    ResourceLeakDetector.setLevel(before);
  }

  /** The buffer of a frame, which the socket has written. */
  private static ByteBuf written(OutgoingBytes outgoing) {
    Frame frame = Frame.of(new byte[100]);
    outgoing.append(frame, frame.size(), null);
    List<OutgoingBytes.Chunk> batch = new ArrayList<>();
    outgoing.take(batch, 1);
    ByteBuf bytes = batch.get(0).bytes();
    batch.get(0).forWriting().release();
    outgoing.reuse(batch);
    return bytes;
  }

  @Test
  void buffersAreUsedAgain() {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
    OutgoingBytes outgoing = new OutgoingBytes(ByteBufAllocator.DEFAULT);
    ByteBuf first = written(outgoing);

    assertThat(written(outgoing)).isSameAs(first);
    outgoing.release();
    assertThat(first.refCnt()).isZero();
  }

  @Test
  void buffersWhoseStackIsKeptAreNot() {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.SIMPLE);
    int sampled = 0;
    for (int i = 0; i < SURELY_SAMPLED && sampled == 0; i++) {
      OutgoingBytes outgoing = new OutgoingBytes(ByteBufAllocator.DEFAULT);
      ByteBuf bytes = written(outgoing);
      if (bytes.getClass().getSimpleName().contains("LeakAware")) {
        assertThat(bytes.refCnt()).isZero();
        sampled++;
      } else {
        assertThat(bytes.refCnt()).isOne();
      }
      outgoing.release();
    }
    assertThat(sampled).isOne();
  }
}
