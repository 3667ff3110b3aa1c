package io.weft.discovery.gossip;

/**
 * One member in a few bytes.
 *
 * @param key see {@link Key}
 * @param sequence of its record, zero or more
 * @param kind what is said of it
 */
record Item(long key, long sequence, Kind kind) {

  /** Bytes of one: kind, key, and a sequence number of milliseconds since 1970. */
  static final int USUAL_BYTES = 15;

  /** What is said of a member; the order is that of the wire. */
  enum Kind {
    /** Its record is here. */
    KNOWN,
    /** The same, and it has answered the roll call of the message's epoch. */
    PRESENT,
    /** It has said goodbye, with this record or an older one. */
    GONE
  }

  private static final Kind[] KINDS = Kind.values();

  static Item read(Reading in) throws Garbled {
    int kind = in.u8();
    if (kind >= KINDS.length) {
      throw new Garbled("an item of kind " + kind + " (0 to " + (KINDS.length - 1) + ")");
    }
    return new Item(in.i64(), in.number(), KINDS[kind]);
  }

  void write(Writing out) {
    out.u8(kind.ordinal()).i64(key).number(sequence);
  }
}
