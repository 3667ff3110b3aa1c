package io.weft.files.wire;

import java.util.Optional;

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
 * @param circle who else is offered the same, if anybody is
 */
public record OfferMessage(
    String id,
    String name,
    long files,
    long bytes,
    boolean sha256,
    boolean permissions,
    long maxBytesPerSecond,
    Optional<Circle> circle) {

  /** The longest name, in bytes of UTF-8; names are for people, and cut before they are sent. */
  static final int MAX_NAME_BYTES = 1024;

  private static final int SHA256 = 1;
  private static final int PERMISSIONS = 2;
  private static final int CIRCLE = 4;

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
    int flags = from.octet(SHA256 | PERMISSIONS | CIRCLE);
    long limit = from.number(Entry.MAX_SIZE);
    Optional<Circle> circle =
        (flags & CIRCLE) != 0 ? Optional.of(Circle.read(from)) : Optional.empty();
    from.end();
    return new OfferMessage(
        id, name, files, bytes, (flags & SHA256) != 0, (flags & PERMISSIONS) != 0, limit, circle);
  }

  /** As bytes. */
  public byte[] write() {
    int flags =
        (sha256 ? SHA256 : 0) | (permissions ? PERMISSIONS : 0) | (circle.isPresent() ? CIRCLE : 0);
    ByteWriter to = Messages.begin(64 + name.length());
    to.text(id)
        .text(Closing.cut(name, MAX_NAME_BYTES))
        .number(files)
        .number(bytes)
        .octet(flags)
        .number(maxBytesPerSecond);
    circle.ifPresent(each -> each.write(to));
    return to.toBytes();
  }
}
