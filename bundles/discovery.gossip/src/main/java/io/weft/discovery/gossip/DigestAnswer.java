package io.weft.discovery.gossip;

import java.util.ArrayList;
import java.util.List;

/**
 * What is in the parts that were asked for, in the same order; the last ones may be left out.
 *
 * @param epoch which roll call {@link Item.Kind#PRESENT} means
 */
record DigestAnswer(int epoch, List<Part> parts) {

  /** Members that are listed of one part; others are told when these agree. */
  static final int MAX_LISTED = 1024;

  /** Where another part would make the message too large. */
  private static final int FULL_BYTES = Writing.MAX_BYTES - MAX_LISTED * 20 - 64;

  private static final int HASHES = 1;
  private static final int LIST = 2;

  /** What is in a part. */
  sealed interface Part {}

  /** Digests of the parts of a part. */
  record Hashes(List<Long> digests) implements Part {
    Hashes {
      digests = List.copyOf(digests);
    }
  }

  /** All members of a part. */
  record Listed(List<Item> items) implements Part {
    Listed {
      items = List.copyOf(items);
    }
  }

  DigestAnswer {
    parts = List.copyOf(parts);
  }

  static DigestAnswer decode(byte[] bytes) throws Garbled {
    Reading in = new Reading(bytes, Writing.MAX_BYTES);
    in.version();
    int epoch = in.i32();
    int count = in.number("parts", DigestAsk.MAX_PARTS);
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int form = in.u8();
      parts.add(
          switch (form) {
            case HASHES -> hashes(in);
            case LIST -> listed(in);
            default -> throw new Garbled("a part of form " + form);
          });
    }
    return new DigestAnswer(epoch, parts);
  }

  private static Hashes hashes(Reading in) throws Garbled {
    List<Long> digests = new ArrayList<>();
    for (int i = 0; i < Prefix.WIDTH; i++) {
      digests.add(in.i64());
    }
    return new Hashes(digests);
  }

  private static Listed listed(Reading in) throws Garbled {
    int count = in.number("members of a part", MAX_LISTED);
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      items.add(Item.read(in));
    }
    return new Listed(items);
  }

  byte[] encode() {
    Writing parts = new Writing();
    int written = 0;
    for (Part part : this.parts) {
      if (parts.size() > FULL_BYTES) {
        break;
      }
      if (part instanceof Hashes hashes) {
        parts.u8(HASHES);
        hashes.digests().forEach(parts::i64);
      } else if (part instanceof Listed listed) {
        parts.u8(LIST).number(listed.items().size());
        listed.items().forEach(item -> item.write(parts));
      }
      written++;
    }
    return new Writing().version().i32(epoch).number(written).bytes(parts.done()).done();
  }
}
