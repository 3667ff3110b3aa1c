package io.weft.transport.unix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GreetingTest {

  private static final UnpooledByteBufAllocator ALLOCATOR =
      new UnpooledByteBufAllocator(false, true);

  @Test
  void messagesAreReadAsTheyWereWritten() throws Exception {
    Greeting.Proof proof = new Greeting.Proof(List.of(new byte[8192], new byte[1]), new byte[139]);
    ByteBuf wire = proof.encode(ALLOCATOR);
    wire.writeBytes(new Greeting.Welcome().encode(ALLOCATOR));
    wire.writeBytes(Greeting.Refusal.of("not\nyou").encode(ALLOCATOR));
    Greeting.Proof read = (Greeting.Proof) Greeting.next(wire);
    assertThat(read.chain()).extracting(each -> each.length).containsExactly(8192, 1);
    assertThat(read.signature()).hasSize(139);
    assertThat(Greeting.next(wire)).isEqualTo(new Greeting.Welcome());
    assertThat(Greeting.next(wire)).isEqualTo(new Greeting.Refusal("not you"));
    assertThat(Greeting.next(wire)).isNull();
  }

  @Test
  void nothingIsTakenBeforeAMessageIsWhole() throws Exception {
    ByteBuf whole = new Greeting.Challenge(new byte[32]).encode(ALLOCATOR);
    for (int length = 0; length < whole.readableBytes(); length++) {
      ByteBuf part = whole.slice(0, length);
      assertThat(Greeting.next(part)).isNull();
      assertThat(part.readableBytes()).isEqualTo(length);
    }
    assertThat(Greeting.next(whole)).isInstanceOf(Greeting.Challenge.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1", // another protocol
        "\u0000\u0000\u0000", // no such type
        "\u0001\u0000\u0001x", // a challenge of one byte
        "\u0001\u00ff\u00ff", // more than a message may have, refused before it has come
        "\u0002\u0000\u0001\u0000", // no certificate
        "\u0002\u0000\u0001\u0005", // too many certificates
        "\u0002\u0000\u0004\u0001\u0000\u0007x", // a certificate longer than the message
        "\u0003\u0000\u0001", // a welcome has no body
        "\u0004\u0002\u0001" // a reason of 513 bytes
      })
  void otherBytesAreNoGreeting(String bytes) {
    ByteBuf wire =
        Unpooled.wrappedBuffer(bytes.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> Greeting.next(wire))
        .isInstanceOf(GreetingException.class)
        .hasMessageStartingWith("whoever is there does not greet as Weft does: ");
  }

  @Test
  void reasonsAreCutBetweenCharacters() {
    assertThat(Greeting.Refusal.of("😀".repeat(200)).reason()).isEqualTo("😀".repeat(128));
  }
}
