package io.weft.channel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Memory in which large frames are put together, used again by all links of an event loop: the
 * allocator does not keep what is larger than 256 KiB on a small heap, and clears it each time.
 * Whoever a frame is for may hold its room for a while; one that is never given back is the garbage
 * collector's matter, as it is not the allocator's. What nobody needed for a while goes. Safe on
 * every thread.
 */
final class LargeRooms {

  /** Smaller ones are the allocator's matter (bytes). */
  private static final int LEAST_BYTES = 256 * 1024;

  /** Larger ones are rare, and too large to wait for the garbage collector (bytes). */
  private static final int MOST_BYTES = 9 << 20;

  /** Kept at most, besides those in use (bytes). */
  private static final int MOST_KEPT_BYTES = 32 << 20;

  private static final int TIDY_SECONDS = 2;

  private static final FastThreadLocal<LargeRooms> OF_THIS_LOOP = new FastThreadLocal<>();

  private final Executor later;
  private final Deque<ByteBuf> kept = new ArrayDeque<>();
  private int keptBytes;
  private int unused;
  private boolean tidying;

  /**
   * @param later runs something in a while
   */
  LargeRooms(Executor later) {
    this.later = later;
  }

  /** Those of a loop, which is the caller. */
  static LargeRooms of(EventLoop loop) {
    LargeRooms rooms = OF_THIS_LOOP.get();
    if (rooms == null) {
      rooms = new LargeRooms(task -> loop.schedule(task, TIDY_SECONDS, TimeUnit.SECONDS));
      OF_THIS_LOOP.set(rooms);
    }
    return rooms;
  }

  /** Whether frames of so many bytes have a room. */
  static boolean isFor(int bytes) {
    return bytes >= LEAST_BYTES && bytes <= MOST_BYTES;
  }

  /** An empty buffer for so many bytes. */
  ByteBuf take(int bytes) {
    ByteBuf found = fitting(bytes);
    return found == null
        ? Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(bytes)).clear()
        : found.clear();
  }

  private synchronized @Nullable ByteBuf fitting(int bytes) {
    for (Iterator<ByteBuf> all = kept.iterator(); all.hasNext(); ) {
      ByteBuf each = all.next();
      if (each.capacity() >= bytes) {
        all.remove();
        keptBytes -= each.capacity();
        unused = Math.min(unused, kept.size());
        return each;
      }
    }
    return null;
  }

  /** Of those that wait to be used again. */
  synchronized int keptBytes() {
    return keptBytes;
  }

  /** Gives one back that nobody uses any more. */
  void give(ByteBuf room) {
    synchronized (this) {
      if (keptBytes + room.capacity() > MOST_KEPT_BYTES) {
        return;
      }
      kept.push(room);
      keptBytes += room.capacity();
      if (tidying) {
        return;
      }
      tidying = true;
      unused = 0;
    }
    tidyLater();
  }

  private void tidyLater() {
    try {
      later.execute(this::tidy);
    } catch (RejectedExecutionException e) {
      // The loop has ended: nobody takes any of these any more.
    }
  }

  /** Lets go of those that nobody has needed since the last time. */
  private void tidy() {
    synchronized (this) {
      for (; unused > 0; unused--) {
        keptBytes -= kept.removeLast().capacity();
      }
      unused = kept.size();
      tidying = !kept.isEmpty();
      if (!tidying) {
        return;
      }
    }
    tidyLater();
  }
}
