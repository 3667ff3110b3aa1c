package io.weft.ucx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.transport.LinkProtocolException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class SetUpTest {

  private static final SetUp SAMPLE =
      new SetUp(true, false, 0x1122334455667788L, "machine", new byte[] {1, 2, 3}, "");

  @Test
  void isReadAsItWasWritten() throws Exception {
    SetUp read = SetUp.parse(SAMPLE.bytes());
    assertThat(read).usingRecursiveComparison().isEqualTo(SAMPLE);
    assertThat(SetUp.parse(SetUp.no("full up").bytes()).refusal()).isEqualTo("full up");
  }

  @Test
  void reasonsForPeopleCarryNoControlCharacters() throws Exception {
    assertThat(SetUp.parse(SetUp.no("a\nb\u001b[2J").bytes()).refusal()).isEqualTo("a?b?[2J");
  }

  @Test
  void everyCutIsRefused() {
    ByteBuffer whole = SAMPLE.bytes();
    for (int length = 0; length < whole.limit(); length++) {
      ByteBuffer cut = whole.duplicate().limit(length);
      assertThatThrownBy(() -> SetUp.parse(cut))
          .as("%d bytes", length)
          .isInstanceOf(LinkProtocolException.class);
    }
  }

  @Test
  void anotherVersionIsNamed() {
    ByteBuffer bytes = SAMPLE.bytes().put(4, (byte) 9);
    assertThatThrownBy(() -> SetUp.parse(bytes))
        .isInstanceOf(LinkProtocolException.class)
        .hasMessageContaining("version 9 of the RDMA set-up (this node speaks 1)");
  }
}
