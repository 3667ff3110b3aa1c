package io.weft.files.wire;

/**
 * Where a source is: what was offered, or a place in a shared folder.
 *
 * @param offered whether it was offered
 * @param text the id of the transfer, or the path
 */
public record Locator(boolean offered, String text) {

  /** The longest path, in bytes of UTF-8: that of Linux. */
  public static final int MAX_BYTES = 4096;

  static Locator read(ByteReader from) {
    return new Locator(from.octet(1) == 1, from.text(MAX_BYTES));
  }

  void write(ByteWriter to) {
    to.octet(offered ? 1 : 0).text(text);
  }
}
