package io.weft.discovery.gossip;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.List;
import java.util.stream.Stream;

/** One message of each form. */
final class Golden {
  static final byte[] DICTIONARY = "what both sides have".getBytes(US_ASCII);

  static final Chat CHAT =
      new Chat(
          7,
          0x0123456789abcdefL,
          300,
          List.of(
              new Item(1, 1_790_000_000_000L, Item.Kind.PRESENT),
              new Item(-2, 5, Item.Kind.KNOWN),
              new Item(3, Long.MAX_VALUE, Item.Kind.GONE)),
          new byte[] {1, 2, 3});

  static final DigestAsk DIGEST_ASK =
      new DigestAsk(List.of(Prefix.ROOT, new Prefix(1, 15), new Prefix(2, 255)));

  static final DigestAnswer DIGEST_ANSWER =
      new DigestAnswer(
          -1,
          List.of(
              new DigestAnswer.Hashes(Stream.iterate(1L, each -> each * -31).limit(16).toList()),
              new DigestAnswer.Listed(List.of(new Item(9, 9, Item.Kind.KNOWN)))));

  static final PageAsk PAGE_ASK = new PageAsk(0xcafe, List.of(1L, -1L));

  static final PageAnswer PAGE_ANSWER =
      new PageAnswer(
          3,
          List.of(
              new PageAnswer.Signed(0, true, new byte[300]),
              new PageAnswer.Signed(1, false, DICTIONARY)));

  private Golden() {}

  static Stream<byte[]> messages() {
    return Stream.of(
        CHAT.encode(),
        DIGEST_ASK.encode(),
        DIGEST_ANSWER.encode(),
        PAGE_ASK.encode(),
        PAGE_ANSWER.encode(DICTIONARY),
        PAGE_ANSWER.encode(Marks.NONE));
  }
}
