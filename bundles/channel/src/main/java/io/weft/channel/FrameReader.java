package io.weft.channel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.weft.transport.LinkProtocolException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Cuts frames out of the bytes that arrive: a length of four bytes, big-endian, then the frame.
 * Whole frames are shown where they lie, through one view a batch; only a frame that is spread over
 * batches is put together elsewhere. A peer that announces much and sends little holds at most
 * twice what it has sent, or as much as its largest frame so far: that has its room at once, and is
 * not copied while it grows. Not thread-safe: one event loop uses it.
 */
final class FrameReader {

  /** Bytes of the length before each frame. */
  static final int HEADER_BYTES = Integer.BYTES;

  /** A partial frame begins with room for this much: most small frames fit (bytes). */
  private static final int FIRST_BYTES = 256;

  /** Where frames go. */
  interface Sink {
    /**
     * Takes a frame.
     *
     * @param view read-only, valid until this returns; position and limit enclose the frame
     */
    void frame(ByteBuffer view);
  }

  private final ByteBufAllocator allocator;
  private final LargeRooms rooms;
  private final int maxFrameBytes;
  private final URI from;
  private final Sink sink;

  private int header;
  private int headerBytes;
  private int largest;
  private @Nullable ByteBuf partial;
  private @Nullable LargeRooms home;
  private @Nullable ByteBuf holdable;

  /**
   * @param rooms of the loop that uses it
   */
  FrameReader(
      ByteBufAllocator allocator, LargeRooms rooms, int maxFrameBytes, URI from, Sink sink) {
    this.allocator = allocator;
    this.rooms = rooms;
    this.maxFrameBytes = maxFrameBytes;
    this.from = from;
    this.sink = sink;
  }

  /**
   * Takes a batch; the caller keeps and releases it.
   *
   * @throws LinkProtocolException at a length outside of 1 and the limit; the reader is of no use
   *     afterwards
   */
  void read(ByteBuf batch) throws LinkProtocolException {
    if (headerBytes > 0 && !finishPartial(batch)) {
      return;
    }
    int at = batch.readerIndex();
    int end = batch.writerIndex();
    ByteBuffer view = null;
    int shift = 0;
    while (end - at >= HEADER_BYTES) {
      int length = checked(batch.getInt(at));
      int start = at + HEADER_BYTES;
      if (end - start < length) {
        break;
      }
      if (view == null) {
        view = batch.internalNioBuffer(at, end - at).asReadOnlyBuffer();
        shift = view.position() - at;
      }
      view.limit(start + shift + length).position(start + shift);
      sink.frame(view);
      view.limit(end + shift);
      at = start + length;
    }
    batch.readerIndex(at);
    if (at < end) {
      finishPartial(batch);
    }
  }

  /** Drops an unfinished frame. */
  void release() {
    ByteBuf unfinished = partial;
    partial = null;
    if (unfinished != null) {
      leave(unfinished, home);
    }
  }

  /**
   * Within {@link Sink#frame}: the frame stays as it is until what this returns is run. Empty if it
   * has no memory of its own.
   */
  Optional<Runnable> hold() {
    ByteBuf frame = holdable;
    LargeRooms room = home;
    if (frame == null || room == null) {
      return Optional.empty();
    }
    holdable = null;
    AtomicBoolean held = new AtomicBoolean(true);
    return Optional.of(
        () -> {
          if (held.compareAndSet(true, false)) {
            room.give(frame);
          }
        });
  }

  private static void leave(ByteBuf frame, @Nullable LargeRooms home) {
    if (home == null) {
      frame.release();
    } else {
      home.give(frame);
    }
  }

  /** Continues or begins a frame that is spread over batches; false while more is needed. */
  private boolean finishPartial(ByteBuf batch) throws LinkProtocolException {
    while (headerBytes < HEADER_BYTES) {
      if (!batch.isReadable()) {
        return false;
      }
      header = header << Byte.SIZE | batch.readUnsignedByte();
      headerBytes++;
    }
    int length = checked(header);
    ByteBuf frame = partial;
    if (frame == null) {
      int room = Math.min(length, Math.max(FIRST_BYTES, Math.max(largest, batch.readableBytes())));
      boolean large = room == length && LargeRooms.isFor(room);
      home = large ? rooms : null;
      frame = home == null ? allocator.directBuffer(room, length) : home.take(room);
      partial = frame;
    }
    int count = Math.min(length - frame.writerIndex(), batch.readableBytes());
    int needed = frame.writerIndex() + count;
    if (needed > frame.capacity()) {
      frame.capacity((int) Math.min(length, Math.max(needed, 2L * frame.capacity())));
    }
    frame.writeBytes(batch, count);
    if (frame.writerIndex() < length) {
      return false;
    }
    partial = null;
    headerBytes = 0;
    header = 0;
    largest = Math.max(largest, length);
    holdable = home == null ? null : frame;
    try {
      sink.frame(frame.internalNioBuffer(0, length).asReadOnlyBuffer());
    } finally {
      if (home == null || holdable != null) { // else somebody holds it
        leave(frame, home);
      }
      holdable = null;
    }
    return true;
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
