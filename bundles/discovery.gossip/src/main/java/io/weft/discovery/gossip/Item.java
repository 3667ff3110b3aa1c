package io.weft.discovery.gossip;

import java.util.List;

/**
 * One member in a few bytes.
 *
 * @param key see {@link Key}
 * @param sequence of its record, zero or more
 * @param kind what is said of it
 */
record Item(long key, long sequence, Kind kind) {

  /** What is said of a member. */
  enum Kind {
    /** Its record is here. */
    KNOWN(0),
    /** The same, and it has answered the roll call of the message's epoch. */
    PRESENT(1),
    /** It has said goodbye, with this record or an older one. */
    GONE(2);

    private final int code;

    Kind(int code) {
      this.code = code;
    }
  }

  private static final List<Kind> KINDS = List.of(Kind.values());

  static Item read(Reading in) throws Garbled {
    int code = in.u8();
    for (Kind kind : KINDS) {
      if (kind.code == code) {
        return new Item(in.i64(), in.number(), kind);
      }
    }
    throw new Garbled("an item of kind " + code);
  }

  void write(Writing out) {
    out.u8(kind.code).i64(key).number(sequence);
  }
}
