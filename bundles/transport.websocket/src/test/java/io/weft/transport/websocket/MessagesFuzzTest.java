package io.weft.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

class MessagesFuzzTest {

  /** Whatever follows the upgrade, no more comes out than went in, and nothing is kept. */
  @FuzzTest(maxDuration = "3s")
  void messagesBringNoMoreThanTheyHave(byte[] wire) {
    try (Entrance entrance = new Entrance()) {
      entrance.receive((Caller.upgrade() + "\r\n").getBytes(StandardCharsets.US_ASCII));
      assertThat(entrance.opened()).isTrue();
      int at = 0;
      while (at < wire.length) {
        int piece = Math.min(wire.length - at, 1 + (wire[at] & 0x1f));
        entrance.receive(java.util.Arrays.copyOfRange(wire, at, at + piece));
        at += piece;
      }
      assertThat(entrance.bytes()).isLessThanOrEqualTo(wire.length);
    }
  }
}
