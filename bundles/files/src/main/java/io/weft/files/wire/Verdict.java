package io.weft.files.wire;

import java.util.List;

/**
 * What became of an offer.
 *
 * @param kind in one word
 * @param why for people; empty unless it is refused
 */
public record Verdict(Kind kind, String why) {

  /** In one word. */
  public enum Kind {
    /** It will be asked for. */
    TAKEN,
    /** A person decides. */
    HELD,
    /** It is not wanted. */
    REFUSED,
    /** It was taken before, and is all there. */
    DONE
  }

  /** The longest reason, in bytes of UTF-8. */
  static final int MAX_WHY_BYTES = 4096;

  /**
   * Reads one.
   *
   * @throws FormException if it is none
   */
  public static Verdict read(byte[] message) {
    ByteReader from = Messages.begin(message);
    Kind kind = Kind.values()[from.octet(Kind.values().length - 1)];
    String why = from.text(MAX_WHY_BYTES);
    from.end();
    return new Verdict(kind, why);
  }

  /** As bytes. */
  public byte[] write() {
    return Messages.begin(16 + why.length())
        .octet(List.of(Kind.values()).indexOf(kind))
        .text(Closing.cut(why, MAX_WHY_BYTES))
        .toBytes();
  }
}
