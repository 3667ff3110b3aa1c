package io.weft.files.wire;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Arrays that chunks are read into and come in, used again and again: making and clearing new ones
 * takes longer than all that is done with their content. What nobody needed for a while goes. Safe
 * on every thread; waits for nobody.
 */
public final class Spares {

  /** Bytes that are kept at most, beside those in use. */
  private static final int MOST_KEPT = 16 << 20;

  private final Deque<byte[]> kept = new ArrayDeque<>();
  private int keptBytes;
  private int unused;

  /** An array of at least so many bytes, with whatever is in it. */
  public byte[] take(int least) {
    byte[] found;
    synchronized (this) {
      found = kept.poll();
      if (found != null) {
        keptBytes -= found.length;
      }
      unused = Math.min(unused, kept.size());
    }
    return found != null && found.length >= least ? found : new byte[least];
  }

  /** Gives one back that nobody uses any more. */
  public synchronized void give(byte[] array) {
    if (keptBytes + array.length <= MOST_KEPT) {
      kept.push(array);
      keptBytes += array.length;
    }
  }

  /** Lets go of those that nobody has needed since this was called last; now and then. */
  public synchronized void tidy() {
    for (; unused > 0; unused--) {
      keptBytes -= kept.removeLast().length;
    }
    unused = kept.size();
  }
}
