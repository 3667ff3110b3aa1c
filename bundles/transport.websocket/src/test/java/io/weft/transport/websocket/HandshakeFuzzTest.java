package io.weft.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

class HandshakeFuzzTest {

  /** Whatever comes is a WebSocket only if it asks for one as browsers do, and nothing is kept. */
  @FuzzTest(maxDuration = "3s")
  void onlyRequestsForAWebSocketMakeOne(byte[] wire) {
    try (Entrance entrance = new Entrance()) {
      entrance.receive(wire);
      if (entrance.opened()) {
        String text = new String(wire, java.nio.charset.StandardCharsets.ISO_8859_1);
        assertThat(text).startsWithIgnoringCase("GET /weft ").containsIgnoringCase("websocket");
      }
    }
  }
}
