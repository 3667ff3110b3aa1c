package io.weft.files.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Reads bytes from outside: every length is checked before anything is made of it. */
public final class ByteReader {

  private static final int VARINT_BITS = 7;
  private static final int MORE = 0x80;

  private final ByteBuffer bytes;

  public ByteReader(byte[] bytes) {
    this.bytes = ByteBuffer.wrap(bytes);
  }

  public int position() {
    return bytes.position();
  }

  public boolean atEnd() {
    return !bytes.hasRemaining();
  }

  /**
   * One byte.
   *
   * @param most the largest value that may come
   */
  public int octet(int most) {
    need(1);
    int value = bytes.get() & 0xff;
    if (value > most) {
      throw bad(value + " (0 to " + most + ")");
    }
    return value;
  }

  public long fixed() {
    need(Long.BYTES);
    return bytes.getLong();
  }

  /** Four bytes, the highest first. */
  public int fixedInt() {
    need(Integer.BYTES);
    return bytes.getInt();
  }

  /**
   * A number in groups of seven bits, without groups that say nothing.
   *
   * @param most the largest value that may come
   */
  public long number(long most) {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE - 1; shift += VARINT_BITS) {
      int group = octet(0xff);
      value |= (long) (group & (MORE - 1)) << shift;
      if (group < MORE) {
        if (group == 0 && shift > 0) {
          throw bad("number with an empty group");
        }
        if (value > most) {
          throw bad(value + " (at most " + most + ")");
        }
        return value;
      }
    }
    throw bad("number of more than 63 bits");
  }

  /** A count of things of which each takes at least so many bytes. */
  public int count(int most, int eachBytes) {
    int count = (int) number(most);
    if ((long) count * eachBytes > bytes.remaining()) {
      throw bad(count + " things in " + bytes.remaining() + " bytes");
    }
    return count;
  }

  public byte[] raw(int length) {
    need(length);
    byte[] value = new byte[length];
    bytes.get(value);
    return value;
  }

  public String text(int mostBytes) {
    int length = count(mostBytes, 1);
    ByteBuffer utf8 = bytes.slice(bytes.position(), length);
    bytes.position(bytes.position() + length);
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .decode(utf8)
          .toString();
    } catch (CharacterCodingException e) {
      throw bad("text that is no UTF-8");
    }
  }

  /** Nothing may follow. */
  public void end() {
    if (!atEnd()) {
      throw bad(bytes.remaining() + " bytes after the end");
    }
  }

  private void need(int count) {
    if (bytes.remaining() < count) {
      throw bad("the end, " + count + " bytes are missing");
    }
  }

  public FormException bad(String what) {
    return new FormException("at byte " + bytes.position() + ": " + what);
  }
}
