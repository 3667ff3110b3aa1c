package io.weft.node.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.util.Arrays;

/** UTF-8 in buffers: eight bytes at a time, whatever the buffer's byte order is. */
final class Text {

  private static final VarHandle WORD =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private static final VarHandle ARRAY_WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private static final long NOT_ASCII = 0x8080808080808080L;

  private static final int CHARS_AT_A_TIME = 256;

  private Text() {}

  /** Whether these bytes are UTF-8 (RFC 3629); allocates only if they are not ASCII. */
  static boolean isUtf8(ByteBuffer view, int offset, int length) {
    return isAscii(view, offset, length) || decodes(view, offset, length);
  }

  private static boolean isAscii(ByteBuffer view, int offset, int length) {
    int end = offset + length;
    int at = offset;
    for (; at + Long.BYTES <= end; at += Long.BYTES) {
      if ((word(view, at) & NOT_ASCII) != 0) {
        return false;
      }
    }
    for (; at < end; at++) {
      if (view.get(at) < 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean decodes(ByteBuffer view, int offset, int length) {
    CharsetDecoder decoder =
        UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = view.duplicate().limit(offset + length).position(offset);
    CharBuffer out = CharBuffer.allocate(CHARS_AT_A_TIME);
    CoderResult result;
    do {
      out.clear();
      result = decoder.decode(in, out, true);
    } while (result.isOverflow());
    return !result.isError();
  }

  static boolean equal(ByteBuffer view, int offset, int length, byte[] other) {
    if (length != other.length) {
      return false;
    }
    int i = 0;
    for (; i + Long.BYTES <= length; i += Long.BYTES) {
      if (word(view, offset + i) != (long) ARRAY_WORD.get(other, i)) {
        return false;
      }
    }
    for (; i < length; i++) {
      if (view.get(offset + i) != other[i]) {
        return false;
      }
    }
    return true;
  }

  /** The bytes and the seed, mixed; the same for the same bytes in every buffer. */
  static int hash(ByteBuffer view, int offset, int length, int seed) {
    int end = offset + length;
    int at = offset;
    long mixed = seed;
    for (; at + Long.BYTES <= end; at += Long.BYTES) {
      mixed = (mixed ^ word(view, at)) * 0x9E3779B97F4A7C15L;
      mixed ^= mixed >>> 32;
    }
    for (; at < end; at++) {
      mixed = mixed * 31 + view.get(at);
    }
    mixed *= 0x9E3779B97F4A7C15L;
    return (int) (mixed >>> 32);
  }

  /** The bytes that are read, without those of a character cut in two at the limit. */
  static String string(ByteBuffer view, int offset, int length, int maxBytes) {
    if (length == 0) {
      return "";
    }
    int kept = length;
    if (length > maxBytes) {
      kept = maxBytes;
      while (kept > 0 && isContinuation(view.get(offset + kept))) {
        kept--;
      }
    }
    byte[] bytes = new byte[kept];
    view.get(offset, bytes);
    return new String(bytes, UTF_8);
  }

  /** The text, cut so that it has at most this many bytes and only whole characters. */
  static String cut(String text, int maxBytes) {
    byte[] bytes = text.getBytes(UTF_8);
    int kept = Math.min(bytes.length, maxBytes);
    while (kept > 0 && kept < bytes.length && isContinuation(bytes[kept])) {
      kept--;
    }
    return new String(Arrays.copyOf(bytes, kept), UTF_8);
  }

  private static boolean isContinuation(byte b) {
    return (b & 0xc0) == 0x80;
  }

  private static long word(ByteBuffer view, int offset) {
    return (long) WORD.get(view, offset);
  }
}
