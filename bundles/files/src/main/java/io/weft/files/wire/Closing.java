package io.weft.files.wire;

import java.util.List;

/**
 * Action {@code close}: how a transfer ends, said by either side.
 *
 * @param transfer its id
 * @param kind in one word
 * @param chunks how many there were
 * @param digest of the digests of them
 * @param text for people
 */
public record Closing(String transfer, Kind kind, int chunks, Digest digest, String text) {

  /** In one word. */
  public enum Kind {
    /** Nothing ends yet: the receiver has all and asks whether its digest is that of the sender. */
    CHECK,
    /** All is there, under its final name. */
    DONE,
    /** It cannot go on. */
    FAILED,
    /** It is not wanted. */
    REFUSED,
    /** Somebody cancelled it. */
    CANCELLED,
    /** Nothing ends: the sender goes on after a pause. */
    RESUMED,
    /** Nothing ends: the receiver's person has accepted. */
    TAKEN
  }

  /** The answer to a check: the sender has no digest, because it was started again meanwhile. */
  public static final int UNKNOWN = 0;

  /** The answer to a check: it is the same. */
  public static final int SAME = 1;

  /** The answer to a check: it is another. */
  public static final int DIFFERENT = 2;

  private static final int MAX_TEXT_BYTES = 4096;
  private static final Digest NONE = new Digest(0, 0);

  /** One that only says how it ends. */
  public static Closing of(String transfer, Kind kind, String text) {
    return new Closing(transfer, kind, 0, NONE, text);
  }

  /**
   * Reads one.
   *
   * @throws FormException if it is none
   */
  public static Closing read(byte[] message) {
    ByteReader from = Messages.begin(message);
    Closing read =
        new Closing(
            Messages.id(from),
            Kind.values()[from.octet(Kind.values().length - 1)],
            (int) from.number(DigestList.MOST),
            Digest.read(from),
            from.text(MAX_TEXT_BYTES));
    from.end();
    return read;
  }

  /** As bytes. */
  public byte[] write() {
    ByteWriter to =
        Messages.begin(64 + text.length())
            .text(transfer)
            .octet(List.of(Kind.values()).indexOf(kind));
    to.number(chunks);
    digest.write(to);
    return to.text(cut(text, MAX_TEXT_BYTES)).toBytes();
  }

  /** So much of a text that it has at most so many bytes of UTF-8. */
  public static String cut(String text, int mostBytes) {
    int most = mostBytes / 4; // a character of four bytes is two chars, others have three at most
    return text.length() <= most ? text : text.substring(0, most);
  }
}
