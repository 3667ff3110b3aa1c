package io.weft.node.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.weft.exchange.Encoded;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * What a body is, such as {@code application/json}. The known ones are constants: encoding and
 * decoding them makes nothing new.
 */
public final class ContentType {

  /** The longest name, in bytes of UTF-8; the registered ones are far below (RFC 6838: 127). */
  public static final int MAX_LENGTH = 100;

  /** Plain bytes, which no codec touches; on the wire an empty field. */
  public static final ContentType BYTES = new ContentType(Encoded.BYTES, new byte[0], true);

  public static final ContentType JSON = known(Encoded.JSON);
  public static final ContentType CBOR = known(Encoded.CBOR);
  public static final ContentType PROTOBUF = known(Encoded.PROTOBUF);

  private static final List<ContentType> NAMED = List.of(JSON, CBOR, PROTOBUF);
  private static final byte[] BYTES_IN_FULL = Encoded.BYTES.getBytes(UTF_8);

  private final String name;
  private final byte[] onWire;
  private final boolean isKnown;

  private ContentType(String name, byte[] onWire, boolean isKnown) {
    this.name = name;
    this.onWire = onWire;
    this.isKnown = isKnown;
  }

  /**
   * The content type of this name; the empty name is plain bytes.
   *
   * @throws IllegalArgumentException if the name is longer than 100 bytes
   */
  public static ContentType of(String name) {
    if (name.isEmpty() || name.equals(Encoded.BYTES)) {
      return BYTES;
    }
    for (ContentType type : NAMED) {
      if (type.name.equals(name)) {
        return type;
      }
    }
    byte[] utf8 = name.getBytes(UTF_8);
    if (utf8.length > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "content type of " + utf8.length + " bytes (limit " + MAX_LENGTH + "): " + name);
    }
    return new ContentType(name, utf8, false);
  }

  /** As in {@link Encoded#contentType}. */
  public String name() {
    return name;
  }

  /** The type in these bytes, which is made only if it is neither known nor the one given. */
  static ContentType read(ByteBuffer view, int offset, int length, ContentType unknownBefore) {
    if (length == 0 || Text.equal(view, offset, length, BYTES_IN_FULL)) {
      return BYTES;
    }
    for (int i = 0; i < NAMED.size(); i++) {
      ContentType type = NAMED.get(i);
      if (Text.equal(view, offset, length, type.onWire)) {
        return type;
      }
    }
    if (Text.equal(view, offset, length, unknownBefore.onWire)) {
      return unknownBefore;
    }
    return of(Text.string(view, offset, length, MAX_LENGTH));
  }

  boolean isKnown() {
    return isKnown;
  }

  /** What stands in the field; empty for plain bytes. Not to be changed. */
  byte[] onWire() {
    return onWire;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ContentType && ((ContentType) other).name.equals(name);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  @Override
  public String toString() {
    return name;
  }

  private static ContentType known(String name) {
    return new ContentType(name, name.getBytes(UTF_8), true);
  }
}
