package io.weft.files.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.exchange.Delivery;
import io.weft.exchange.Lent;
import io.weft.files.wire.Chunk;
import io.weft.files.wire.FormException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ArrivalTest {
  private static final int EXPECTED = 1000;

  private final AtomicInteger kept = new AtomicInteger();

  private Delivery of(int size) {
    ByteBuffer bytes = ByteBuffer.allocate(size);
    return new Delivery() {
      @Override
      public ByteBuffer bytes() {
        return bytes;
      }

      @Override
      public Lent keep() {
        kept.incrementAndGet();
        return new Lent(bytes, kept::decrementAndGet);
      }
    };
  }

  @Test
  void whatIsLongerThanWasAskedForIsNotKept() {
    assertThatThrownBy(() -> Arrival.of(of(Chunk.HEAD + EXPECTED + 1), EXPECTED))
        .isInstanceOf(FormException.class)
        .hasMessage("a chunk of 1001 bytes; 1000 were asked for");
    assertThat(kept).hasValue(0);
  }

  @Test
  void whatIsKeptIsGivenBackThoughItIsNoChunk() {
    Arrival arrival = Arrival.of(of(Chunk.HEAD + EXPECTED), EXPECTED);
    assertThat(kept).hasValue(1);
    assertThatThrownBy(() -> arrival.open(EXPECTED)).isInstanceOf(FormException.class);
    arrival.giveBack();
    assertThat(kept).hasValue(0);
  }
}
