package io.weft.node.wire;

import java.nio.ByteBuffer;

/**
 * Walks over the fields of a message in a view, whose position and limit it leaves alone. Nothing
 * is read that is not inside of the message; what is refused is what the generated classes refuse,
 * and groups.
 */
final class Cursor {

  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH_DELIMITED = 2;
  private static final int START_GROUP = 3;
  private static final int END_GROUP = 4;
  private static final int FIXED32 = 5;

  private ByteBuffer view = ByteBuffer.allocate(0);
  private int start;
  private int at;
  private int end;

  void open(ByteBuffer message) {
    view = message;
    start = message.position();
    at = start;
    end = message.limit();
  }

  boolean more() {
    return at < end;
  }

  int tag() throws WireException {
    int before = at;
    int tag = (int) varint();
    if (tag >>> 3 == 0) {
      throw new WireException("field number 0 at offset " + (before - start));
    }
    return tag;
  }

  long varint() throws WireException {
    // Nearly all of them are one byte long.
    if (at < end && view.get(at) >= 0) {
      return view.get(at++);
    }
    return longVarint();
  }

  private long longVarint() throws WireException {
    long value = 0;
    int first = at;
    for (int shift = 0; shift < 7 * Varint.MAX_BYTES; shift += 7) {
      if (at == end) {
        throw truncated("varint");
      }
      byte b = view.get(at++);
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw new WireException(
        "varint of more than " + Varint.MAX_BYTES + " bytes at offset " + (first - start));
  }

  /** Eight bytes, little-endian. */
  long fixed64() throws WireException {
    int from = at;
    fixed(Long.BYTES);
    long value = 0;
    for (int i = Long.BYTES - 1; i >= 0; i--) {
      value = value << Byte.SIZE | (view.get(from + i) & 0xff);
    }
    return value;
  }

  /** Enters a nested message, which must be left with the value that this returns. */
  int enter() throws WireException {
    int length = length();
    int outer = end;
    end = at + length;
    return outer;
  }

  void leave(int outer) {
    end = outer;
  }

  /** Notes where the bytes of a field are. */
  void bytes(Span into) throws WireException {
    into.length = length();
    into.offset = at;
    at += into.length;
  }

  /** Notes where the text of a field is, after it was checked. */
  void text(Span into, String what, int maxBytes) throws WireException {
    int offset = at - start;
    bytes(into);
    if (into.length > maxBytes) {
      throw new WireException(
          what + " of " + into.length + " bytes (limit " + maxBytes + ") at offset " + offset);
    }
    if (!Text.isUtf8(view, into.offset, into.length)) {
      throw new WireException(what + " that is not UTF-8 at offset " + offset);
    }
  }

  void skip(int tag) throws WireException {
    switch (tag & 7) {
      case VARINT -> varint();
      case FIXED64 -> fixed(Long.BYTES);
      case LENGTH_DELIMITED -> {
        int length = length();
        at += length;
      }
      case FIXED32 -> fixed(Integer.BYTES);
      case START_GROUP, END_GROUP ->
          throw new WireException(
              "group (field " + (tag >>> 3) + ") before offset " + (at - start));
      default ->
          throw new WireException(
              "wire type "
                  + (tag & 7)
                  + " (0, 1, 2 and 5 are known) before offset "
                  + (at - start));
    }
  }

  private void fixed(int bytes) throws WireException {
    if (bytes > end - at) {
      throw truncated("number of " + bytes + " bytes");
    }
    at += bytes;
  }

  private int length() throws WireException {
    int before = at;
    // Only 32 bits count, as in the generated classes.
    int length = (int) varint();
    if (length < 0 || length > end - at) {
      throw new WireException(
          "length "
              + Integer.toUnsignedString(length)
              + " ("
              + (end - at)
              + " bytes are left) at offset "
              + (before - start));
    }
    return length;
  }

  private WireException truncated(String what) {
    return new WireException(
        what + " cut off at offset " + (at - start) + " of " + (end - start) + " bytes");
  }
}
