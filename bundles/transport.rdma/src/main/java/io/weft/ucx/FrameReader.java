package io.weft.ucx;

import io.weft.transport.LinkProtocolException;
import java.net.URI;
import java.nio.ByteBuffer;

/**
 * Cuts frames out of the bytes that arrive: a length of four bytes, big-endian, then the frame.
 * Whole frames are shown where they lie; only a frame that is spread over batches is put together
 * elsewhere. A peer that announces much and sends little holds at most twice what it has sent. Not
 * thread-safe: the reader uses it.
 */
final class FrameReader {

  /** Bytes of the length before each frame. */
  static final int HEADER_BYTES = Integer.BYTES;

  /** A partial frame begins with room for this much: most small frames fit (bytes). */
  private static final int FIRST_BYTES = 256;

  /** Where frames go. */
  interface Sink {
    /** Takes a read-only view that is valid until this returns. */
    void frame(ByteBuffer view);
  }

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final int maxFrameBytes;
  private final URI from;
  private final Sink sink;
  private int header;
  private int headerBytes;
  private ByteBuffer partial = NOTHING;

  FrameReader(int maxFrameBytes, URI from, Sink sink) {
    this.maxFrameBytes = maxFrameBytes;
    this.from = from;
    this.sink = sink;
  }

  /**
   * Takes a batch, to its end.
   *
   * @throws LinkProtocolException at a length outside of 1 and the limit; the reader is of no use
   *     afterwards
   */
  void read(ByteBuffer batch) throws LinkProtocolException {
    ByteBuffer view = null;
    while (batch.hasRemaining()) {
      if (headerBytes == 0 && batch.remaining() >= HEADER_BYTES) {
        int length = checked(batch.getInt(batch.position()));
        if (batch.remaining() - HEADER_BYTES >= length) {
          int start = batch.position() + HEADER_BYTES;
          if (view == null) {
            view = batch.asReadOnlyBuffer();
          }
          sink.frame(view.limit(start + length).position(start));
          batch.position(start + length);
          continue;
        }
      }
      gather(batch);
    }
  }

  private void gather(ByteBuffer batch) throws LinkProtocolException {
    while (headerBytes < HEADER_BYTES) {
      if (!batch.hasRemaining()) {
        return;
      }
      header = header << Byte.SIZE | (batch.get() & 0xff);
      headerBytes++;
    }
    int length = checked(header);
    int count = Math.min(length - partial.position(), batch.remaining());
    int needed = partial.position() + count;
    if (needed > partial.capacity()) {
      int room =
          (int) Math.min(length, Math.max(FIRST_BYTES, Math.max(needed, 2L * partial.capacity())));
      partial = ByteBuffer.allocate(room).put(partial.flip());
    }
    partial.put(batch.slice().limit(count));
    batch.position(batch.position() + count);
    if (partial.position() == length) {
      ByteBuffer whole = partial;
      partial = NOTHING;
      headerBytes = 0;
      header = 0;
      sink.frame(whole.flip().asReadOnlyBuffer());
    }
  }

  private int checked(int length) throws LinkProtocolException {
    if (length < 1 || length > maxFrameBytes) {
      throw new LinkProtocolException(
          "frame of "
              + Integer.toUnsignedLong(length)
              + " bytes (limit "
              + maxFrameBytes
              + ") from "
              + from);
    }
    return length;
  }
}
