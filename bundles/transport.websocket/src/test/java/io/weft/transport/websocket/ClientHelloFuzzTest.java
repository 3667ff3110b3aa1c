package io.weft.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

class ClientHelloFuzzTest {

  /** Whatever a caller begins with is a node's beginning, or not; nothing fails. */
  @FuzzTest(maxDuration = "3s")
  void onlyThoseThatSayItAreNodes(byte[] wire) {
    ByteBuf hello = Unpooled.wrappedBuffer(wire);
    if (ClientHello.isOfNode(hello)) {
      assertThat(new String(wire, StandardCharsets.ISO_8859_1)).contains("\u0004weft");
    }
  }
}
