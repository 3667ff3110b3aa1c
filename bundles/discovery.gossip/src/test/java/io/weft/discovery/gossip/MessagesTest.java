package io.weft.discovery.gossip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MessagesTest {

  @Test
  void formOnTheWireStaysAsItIs() {
    assertThat(HexFormat.of().formatHex(Golden.CHAT.encode()))
        .isEqualTo(
            "01000000070123456789abcdefac0203"
                + "01000000000000000180d8c1a28c34"
                + "00fffffffffffffffe05"
                + "020000000000000003ffffffffffffffff7f"
                + "03010203");
    assertThat(HexFormat.of().formatHex(Golden.DIGEST_ASK.encode())).isEqualTo("01030000010f02ff");
    assertThat(HexFormat.of().formatHex(Golden.PAGE_ASK.encode()))
        .isEqualTo("010000cafe020000000000000001ffffffffffffffff");
  }

  @Test
  void messagesAreReadAsTheyWereWritten() throws Garbled {
    assertSame(Chat.decode(Golden.CHAT.encode()), Golden.CHAT);
    assertSame(DigestAsk.decode(Golden.DIGEST_ASK.encode()), Golden.DIGEST_ASK);
    assertSame(DigestAnswer.decode(Golden.DIGEST_ANSWER.encode()), Golden.DIGEST_ANSWER);
    assertSame(PageAsk.decode(Golden.PAGE_ASK.encode()), Golden.PAGE_ASK);
    byte[] page = Golden.PAGE_ANSWER.encode(Golden.DICTIONARY);
    assertSame(PageAnswer.decode(page, Golden.DICTIONARY), Golden.PAGE_ANSWER);
  }

  private static void assertSame(Object read, Object written) {
    assertThat(read).usingRecursiveComparison().isEqualTo(written);
  }

  @Test
  void everyTruncationIsRefused() {
    byte[] whole = Golden.CHAT.encode();
    for (int length = 0; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> Chat.decode(part)).isInstanceOf(Garbled.class);
    }
  }

  @Test
  void anotherFormIsNamed() {
    assertThatThrownBy(() -> Chat.decode(new byte[] {9, 0, 0}))
        .isInstanceOf(Garbled.class)
        .hasMessage("a message of form 9 (1 is read here)");
  }

  @Test
  void recordsThatDoNotFitAreLeftForTheNextPage() throws Garbled {
    List<PageAnswer.Signed> many =
        IntStream.range(0, PageAsk.MAX_KEYS)
            .mapToObj(i -> new PageAnswer.Signed(i, true, new byte[4096]))
            .toList();
    byte[] page = new PageAnswer(1, many).encode(Marks.NONE);
    assertThat(PageAnswer.decode(page, Marks.NONE).records()).hasSize(14);
  }

  @Test
  void longestListsFitIntoAMessage() {
    Item item = new Item(-1, Long.MAX_VALUE, Item.Kind.PRESENT);
    DigestAnswer.Part list =
        new DigestAnswer.Listed(Collections.nCopies(DigestAnswer.MAX_LISTED, item));
    byte[] bytes = new DigestAnswer(1, Collections.nCopies(16, list)).encode();
    assertThat(bytes).hasSizeLessThanOrEqualTo(Writing.MAX_BYTES);
  }
}
