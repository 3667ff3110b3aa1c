package io.weft.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LinkOptionsTest {

  @Test
  void limitsThatCannotWorkAreRefused() {
    Duration second = Duration.ofSeconds(1);
    assertThatThrownBy(() -> new LinkOptions(10, 1, second, true)).hasMessageContaining("10");
    assertThatThrownBy(() -> new LinkOptions(2048, 0, second, true)).hasMessageContaining("0");
    assertThatThrownBy(() -> new LinkOptions(2048, 1, Duration.ZERO, true))
        .hasMessageContaining("handshakeTimeout");
  }

  @Test
  void aFrameOfBytesWritesThem() {
    Frame frame = Frame.of(new byte[] {1, 2, 3});
    ByteBuffer buffer = ByteBuffer.allocate(frame.size());
    frame.writeTo(buffer);

    assertThat(buffer.array()).containsExactly(1, 2, 3);
    assertThat(frame.tail()).isEmpty();
  }
}
