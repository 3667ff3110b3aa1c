package io.weft.channel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.ArrayDeque;

/**
 * Room for large frames that are put together, used again by all links of an event loop: the
 * allocator does not keep what is larger than 256 KiB on a small heap, and clears it each time.
 */
final class LargeRooms {

  /** Smaller ones are the allocator's matter (bytes). */
  private static final int LEAST_BYTES = 256 * 1024;

  /** Larger ones are rare, and not kept (bytes). */
  private static final int MOST_BYTES = 2 << 20;

  /** Kept for a loop: links with large frames take turns. */
  private static final int MOST_KEPT = 2;

  private static final FastThreadLocal<LargeRooms> OF_THIS_LOOP =
      new FastThreadLocal<>() {
        @Override
        protected LargeRooms initialValue() {
          return new LargeRooms();
        }

        @Override
        protected void onRemoval(LargeRooms rooms) {
          rooms.kept.forEach(ByteBuf::release);
        }
      };

  private final ArrayDeque<ByteBuf> kept = new ArrayDeque<>(MOST_KEPT);

  private LargeRooms() {}

  /** An empty buffer with room for so many bytes. */
  static ByteBuf take(ByteBufAllocator allocator, int bytes) {
    ArrayDeque<ByteBuf> kept = OF_THIS_LOOP.get().kept;
    if (bytes >= LEAST_BYTES && !kept.isEmpty() && kept.peek().capacity() >= bytes) {
      return kept.poll().clear();
    }
    return allocator.directBuffer(bytes, bytes);
  }

  /** Gives one back; nobody holds it besides. */
  static void give(ByteBuf room) {
    ArrayDeque<ByteBuf> kept = OF_THIS_LOOP.get().kept;
    boolean large = room.capacity() >= LEAST_BYTES && room.capacity() <= MOST_BYTES;
    if (large && kept.size() == MOST_KEPT) {
      kept.removeLast().release();
    }
    if (large) {
      kept.push(room);
    } else {
      room.release();
    }
  }
}
