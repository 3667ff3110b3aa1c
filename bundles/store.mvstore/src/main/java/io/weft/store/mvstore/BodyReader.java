package io.weft.store.mvstore;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Reads the parts of a body in turn; every length is checked before memory is taken for it. */
final class BodyReader {
  private static final int NANOS_PER_SECOND = 1_000_000_000;

  private final ByteBuffer in;

  BodyReader(ByteBuffer in) {
    this.in = in;
  }

  int unsignedByte() throws FormException {
    need(Byte.BYTES);
    return Byte.toUnsignedInt(in.get());
  }

  double number() throws FormException {
    need(Double.BYTES);
    return in.getDouble();
  }

  Instant instant() throws FormException {
    need(Long.BYTES + Integer.BYTES);
    long seconds = in.getLong();
    int nanos = in.getInt();
    if (nanos < 0 || nanos >= NANOS_PER_SECOND) {
      throw new FormException(nanos + " nanoseconds at byte " + in.position());
    }
    try {
      return Instant.ofEpochSecond(seconds, nanos);
    } catch (DateTimeException | ArithmeticException e) {
      throw new FormException("a time of " + seconds + " s at byte " + in.position(), e);
    }
  }

  byte[] bytes() throws FormException {
    int length = unsignedShort();
    need(length);
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  String text() throws FormException {
    byte[] bytes = bytes();
    if (isAscii(bytes)) {
      return new String(bytes, StandardCharsets.ISO_8859_1); // most are, and this is fast
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new FormException("no UTF-8 before byte " + in.position(), e);
    }
  }

  List<String> texts() throws FormException {
    int count = unsignedShort();
    // Each takes at least its own length.
    need(count * Short.BYTES);
    List<String> texts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      texts.add(text());
    }
    return texts;
  }

  List<URI> addresses() throws FormException {
    List<URI> addresses = new ArrayList<>();
    for (String text : texts()) {
      try {
        addresses.add(new URI(text));
      } catch (URISyntaxException e) {
        throw new FormException("no address before byte " + in.position(), e);
      }
    }
    return addresses;
  }

  void end() throws FormException {
    if (in.hasRemaining()) {
      throw new FormException(in.remaining() + " bytes after the end");
    }
  }

  private static boolean isAscii(byte[] bytes) {
    int all = 0;
    for (byte each : bytes) {
      all |= each;
    }
    return all >= 0;
  }

  int unsignedShort() throws FormException {
    need(Short.BYTES);
    return Short.toUnsignedInt(in.getShort());
  }

  private void need(int bytes) throws FormException {
    if (bytes > in.remaining()) {
      throw new FormException(
          "%d bytes at byte %d, where %d are left".formatted(bytes, in.position(), in.remaining()));
    }
  }
}
