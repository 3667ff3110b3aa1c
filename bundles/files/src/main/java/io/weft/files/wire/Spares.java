package io.weft.files.wire;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Direct memory that chunks are read into, and leave from, used again and again: making and
 * clearing it takes longer than all that is done with its content. What nobody needed for a while
 * goes. Safe on every thread; waits for nobody.
 */
public final class Spares {

  /** Bytes that are kept at most, beside those in use. */
  private static final int MOST_KEPT = 16 << 20;

  private final Deque<ByteBuffer> kept = new ArrayDeque<>();
  private int keptBytes;
  private int unused;

  /** So many bytes, with whatever is in them. */
  public ByteBuffer take(int bytes) {
    ByteBuffer found = fitting(bytes);
    return found == null ? ByteBuffer.allocateDirect(bytes) : found.clear().limit(bytes);
  }

  private synchronized @Nullable ByteBuffer fitting(int bytes) {
    for (Iterator<ByteBuffer> all = kept.iterator(); all.hasNext(); ) {
      ByteBuffer each = all.next();
      if (each.capacity() >= bytes) {
        all.remove();
        keptBytes -= each.capacity();
        unused = Math.min(unused, kept.size());
        return each;
      }
    }
    return null;
  }

  /** Gives one back that nobody uses any more. */
  public synchronized void give(ByteBuffer spare) {
    if (keptBytes + spare.capacity() <= MOST_KEPT) {
      kept.push(spare);
      keptBytes += spare.capacity();
    }
  }

  /** Lets go of those that nobody has needed since this was called last; now and then. */
  public synchronized void tidy() {
    for (; unused > 0; unused--) {
      keptBytes -= kept.removeLast().capacity();
    }
    unused = kept.size();
  }
}
