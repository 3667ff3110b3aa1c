package io.weft.shell;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/**
 * A stream of the answer, as frames on the control socket: type (byte), length (int, big-endian),
 * bytes. Blocks while the client is slow. One thread.
 */
final class AnswerStream extends OutputStream {

  /** Results. */
  static final byte OUT = 1;

  /** Remarks and errors. */
  static final byte ERR = 2;

  /** The exit code, an int; nothing follows. */
  static final byte EXIT = 3;

  /** A larger write becomes several frames. */
  private static final int MAX_FRAME_BYTES = 64 * 1024;

  private static final int HEADER_BYTES = 1 + Integer.BYTES;

  private final WritableByteChannel to;
  private final byte type;

  AnswerStream(WritableByteChannel to, byte type) {
    this.to = to;
    this.type = type;
  }

  /** Ends the answer with this exit code. */
  static void exit(WritableByteChannel to, int code) throws IOException {
    new AnswerStream(to, EXIT).write(ByteBuffer.allocate(Integer.BYTES).putInt(code).array());
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int end = offset + length;
    for (int at = offset; at < end; at += MAX_FRAME_BYTES) {
      int size = Math.min(MAX_FRAME_BYTES, end - at);
      ByteBuffer frame = ByteBuffer.allocate(HEADER_BYTES + size);
      frame.put(type).putInt(size).put(bytes, at, size).flip();
      while (frame.hasRemaining()) {
        to.write(frame);
      }
    }
  }
}
