package io.weft.shell;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a client of the control socket asks for.
 *
 * <p>On the wire, big-endian: magic, version, columns (int each), colour (byte), number of
 * arguments (int), and for each its length in bytes (int) and its UTF-8.
 *
 * @param columns width of the client's terminal; 0 if it has none
 * @param colour whether to use colours
 * @param arguments the verb and what follows it
 */
record Invocation(int columns, boolean colour, List<String> arguments) {

  /** {@code WEFT} in ASCII. */
  static final int MAGIC = 0x57454654;

  /** The only version of this protocol so far. */
  static final int VERSION = 1;

  /** The longest command line: far above what anyone types. */
  static final int MAX_ARGUMENTS = 1000;

  /** All arguments together: the largest parameters that fit a request by default. */
  static final int MAX_BYTES = 16 * 1024 * 1024;

  /** Wider terminals are taken for this wide. */
  private static final int MAX_COLUMNS = 10_000;

  private static final int HEADER_BYTES = 4 * Integer.BYTES + 1;

  Invocation {
    arguments = List.copyOf(arguments);
  }

  /** A client that speaks our language but asks too much, or a later version of it. */
  static final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
      super(message);
    }
  }

  /**
   * Reads one invocation and not a byte more.
   *
   * @throws RefusedException if the client should be told what is wrong
   * @throws IOException if it is no client of ours, or gone
   */
  static Invocation read(ReadableByteChannel from) throws IOException {
    ByteBuffer header = fill(from, Integer.BYTES);
    if (header.getInt() != MAGIC) {
      throw new IOException("not a command");
    }
    header = fill(from, HEADER_BYTES - Integer.BYTES);
    int version = header.getInt();
    if (version != VERSION) {
      throw new RefusedException(
          "protocol version "
              + version
              + " is asked for, this node speaks "
              + VERSION
              + ": use the weft script that came with it");
    }
    int columns = Math.max(0, Math.min(header.getInt(), MAX_COLUMNS));
    boolean colour = header.get() != 0;
    int count = header.getInt();
    if (count < 0 || count > MAX_ARGUMENTS) {
      throw new RefusedException(count + " arguments (limit " + MAX_ARGUMENTS + ")");
    }
    List<String> arguments = new ArrayList<>();
    int left = MAX_BYTES;
    for (int i = 0; i < count; i++) {
      int length = fill(from, Integer.BYTES).getInt();
      if (length < 0 || length > left) {
        throw new RefusedException(
            "argument "
                + (i + 1)
                + " has "
                + length
                + " bytes (limit "
                + MAX_BYTES
                + " for all together)");
      }
      left -= length;
      arguments.add(text(fill(from, length), i));
    }
    return new Invocation(columns, colour, arguments);
  }

  private static String text(ByteBuffer bytes, int index) throws RefusedException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw new RefusedException("argument " + (index + 1) + " is not UTF-8");
    }
  }

  private static ByteBuffer fill(ReadableByteChannel from, int bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(bytes);
    while (buffer.hasRemaining()) {
      if (from.read(buffer) < 0) {
        throw new EOFException("the client is gone");
      }
    }
    return buffer.flip();
  }
}
