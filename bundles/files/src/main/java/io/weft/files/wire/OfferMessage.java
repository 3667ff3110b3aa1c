package io.weft.files.wire;

/**
 * Action {@code offer}: what a node would like to send.
 *
 * @param id of the transfer
 * @param name for people
 * @param files how many
 * @param bytes of all together
 * @param sha256 whether it is to be compared
 * @param permissions whether they are to be set
 * @param maxBytesPerSecond how fast it may be asked for; 0 for no limit
 */
public record OfferMessage(
    String id,
    String name,
    long files,
    long bytes,
    boolean sha256,
    boolean permissions,
    long maxBytesPerSecond) {

  /** The longest name, in bytes of UTF-8; names are for people, and cut before they are sent. */
  static final int MAX_NAME_BYTES = 1024;

  private static final int SHA256 = 1;
  private static final int PERMISSIONS = 2;

  /**
   * Reads one.
   *
   * @throws FormException if it is none
   */
  public static OfferMessage read(byte[] message) {
    ByteReader from = Messages.begin(message);
    String id = Messages.id(from);
    String name = from.text(MAX_NAME_BYTES);
    long files = from.number(Entry.MAX_SIZE);
    long bytes = from.number(Entry.MAX_SIZE);
    int flags = from.octet(SHA256 | PERMISSIONS);
    long limit = from.number(Entry.MAX_SIZE);
    from.end();
    return new OfferMessage(
        id, name, files, bytes, (flags & SHA256) != 0, (flags & PERMISSIONS) != 0, limit);
  }

  /** As bytes. */
  public byte[] write() {
    return Messages.begin(64 + name.length())
        .text(id)
        .text(Closing.cut(name, MAX_NAME_BYTES))
        .number(files)
        .number(bytes)
        .octet((sha256 ? SHA256 : 0) | (permissions ? PERMISSIONS : 0))
        .number(maxBytesPerSecond)
        .toBytes();
  }
}
