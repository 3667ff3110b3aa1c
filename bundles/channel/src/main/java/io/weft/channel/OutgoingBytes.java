package io.weft.channel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.util.ResourceLeakDetector;
import io.weft.transport.Frame;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Frames that were written and not yet taken, side by side in chunks, with long tails between them
 * by reference. Chunks are used again. Not thread-safe: the send queue's lock guards it.
 */
final class OutgoingBytes {

  /** Chunk that callers share: what 256 small calls under way fill (bytes). */
  private static final int CHUNK_BYTES = 32 * 1024;

  /** From here on a tail costs less by reference than as a copy (bytes). */
  private static final int GATHER_BYTES = 16 * 1024;

  /** Chunks kept for use again: one is filled while the other is written. */
  private static final int MAX_SPARES = 2;

  private final ByteBufAllocator allocator;
  private final ArrayDeque<Chunk> full = new ArrayDeque<>();
  private final ArrayDeque<Chunk> spares = new ArrayDeque<>(MAX_SPARES);
  private @Nullable Chunk open;
  private boolean released;

  OutgoingBytes(ByteBufAllocator allocator) {
    this.allocator = allocator;
  }

  /**
   * Writes a frame behind the others.
   *
   * @param size bytes that the frame writes by itself
   * @param tail bytes that follow, or null
   * @throws IllegalStateException if the frame writes another number of bytes; nothing was added
   */
  void append(Frame frame, int size, @Nullable ByteBuffer tail) {
    int tailBytes = tail == null ? 0 : tail.remaining();
    int copied = size + (tailBytes < GATHER_BYTES ? tailBytes : 0);
    Chunk chunk = chunkWithRoomFor(FrameReader.HEADER_BYTES + copied);
    ByteBuffer view = chunk.viewForWriting();
    int start = chunk.bytes.writerIndex() + FrameReader.HEADER_BYTES;
    view.clear().limit(start + size).position(start);
    frame.writeTo(view);
    if (view.position() != start + size) {
      throw new IllegalStateException(
          frame.getClass().getName()
              + " announced "
              + size
              + " bytes and wrote "
              + (view.position() - start));
    }
    if (tail != null && copied > size) {
      view.limit(start + copied).put(tail.duplicate());
    }
    chunk.bytes.setInt(start - FrameReader.HEADER_BYTES, size + tailBytes);
    chunk.bytes.writerIndex(start + copied);
    if (tail != null && copied == size && tailBytes > 0) {
      follow(chunk, frame, tail);
    }
  }

  /** By reference, unless its lender does not wait or it would be copied later in any case. */
  private void follow(Chunk head, Frame frame, ByteBuffer tail) {
    ByteBuf rest;
    if (frame.lendsTail()) {
      // Netty wraps no read-only memory in a buffer whose end can be heard.
      boolean holdable = tail.isDirect() && !tail.isReadOnly();
      Runnable giveBack = holdable ? frame.holdTail().orElse(null) : null;
      if (giveBack == null) {
        copy(tail.duplicate());
        return;
      }
      rest = new LentBytes(allocator, tail, giveBack);
    } else {
      rest = Unpooled.wrappedBuffer(tail.slice());
    }
    full.add(new Chunk(head.bytes.readRetainedSlice(head.bytes.readableBytes()), null));
    full.add(new Chunk(rest, null));
  }

  /** Chunk by chunk: they are small enough to be in the cache when they are encrypted. */
  private void copy(ByteBuffer rest) {
    int end = rest.limit();
    while (rest.position() < end) {
      Chunk chunk = chunkWithRoomFor(1);
      int at = chunk.bytes.writerIndex();
      int count = Math.min(end - rest.position(), chunk.bytes.writableBytes());
      chunk.viewForWriting().clear().position(at).put(rest.limit(rest.position() + count));
      chunk.bytes.writerIndex(at + count);
    }
  }

  /**
   * Moves chunks to the batch until it has this much, or there are no more; returns its bytes. Of a
   * large one it moves a part: encrypted and handed to the socket while it is in the cache.
   */
  long take(List<Chunk> batch, int enoughBytes) {
    int taken = 0;
    while (taken < enoughBytes) {
      if (full.isEmpty()) {
        retireOpen();
      }
      Chunk chunk = full.peek();
      if (chunk == null) {
        break;
      }
      int wanted = enoughBytes - taken;
      if (chunk.bytes.readableBytes() > wanted && !chunk.reusable()) {
        chunk = new Chunk(chunk.bytes.readRetainedSlice(wanted), null);
      } else {
        full.remove();
      }
      batch.add(chunk);
      taken += chunk.bytes.readableBytes();
    }
    return taken;
  }

  /** Empties a batch that was written; the socket has mostly copied it: then it is ours again. */
  void reuse(List<Chunk> batch) {
    for (Chunk chunk : batch) {
      if (!chunk.reusable()) {
        continue;
      }
      boolean ours = chunk.bytes.refCnt() == 1;
      if (ours && !released && spares.size() < MAX_SPARES && !sampled(chunk.bytes)) {
        chunk.bytes.clear();
        spares.add(chunk);
      } else {
        chunk.bytes.release();
      }
    }
    batch.clear();
  }

  /**
   * Of one buffer in a hundred or so Netty keeps the stack that has made it, to tell of leaks: as
   * long as such a one lived, no class that was on the stack could go, of a bundle that was
   * updated, for example.
   */
  private static boolean sampled(ByteBuf bytes) {
    return ResourceLeakDetector.getLevel() == ResourceLeakDetector.Level.SIMPLE
        && bytes.unwrap() != null;
  }

  /** Drops everything. */
  void release() {
    released = true;
    retireOpen();
    full.forEach(chunk -> chunk.bytes.release());
    spares.forEach(chunk -> chunk.bytes.release());
    full.clear();
    spares.clear();
  }

  private Chunk chunkWithRoomFor(int bytes) {
    Chunk chunk = open;
    if (chunk != null && chunk.bytes.writableBytes() >= bytes) {
      return chunk;
    }
    retireOpen();
    chunk = bytes <= CHUNK_BYTES ? spares.poll() : null;
    if (chunk == null) {
      int capacity = Math.max(bytes, CHUNK_BYTES);
      ByteBuf buffer = allocator.directBuffer(capacity, capacity);
      chunk = new Chunk(buffer, buffer.nioBuffer(0, capacity));
    }
    open = chunk;
    return chunk;
  }

  private void retireOpen() {
    Chunk chunk = open;
    open = null;
    if (chunk == null) {
      return;
    }
    if (chunk.bytes.isReadable()) {
      full.add(chunk);
    } else {
      chunk.bytes.release();
    }
  }

  /**
   * Bytes that leave together.
   *
   * @param view the whole buffer for callers to write into; null for bytes by reference
   */
  record Chunk(ByteBuf bytes, @Nullable ByteBuffer view) {

    /** The bytes for the socket, which releases them; what can be used again stays held here. */
    ByteBuf forWriting() {
      return reusable() ? bytes.retain() : bytes;
    }

    private boolean reusable() {
      return view != null && view.capacity() == CHUNK_BYTES;
    }

    private ByteBuffer viewForWriting() {
      if (view == null) {
        throw new IllegalStateException("bytes by reference are not written into");
      }
      return view;
    }
  }
}
