package io.weft.compress.zstd;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Contexts of the native library that are used again: making one costs more than compressing a few
 * kilobytes. Safe on every thread; waits for nobody.
 */
final class Contexts<C extends Closeable> {

  /** As many as work at the same time on a usual machine; each is some 100 KB of native memory. */
  private static final int KEPT = 8;

  private final BlockingQueue<C> idle = new ArrayBlockingQueue<>(KEPT);
  private final Supplier<C> fresh;
  private volatile boolean closed;

  Contexts(Supplier<C> fresh) {
    this.fresh = fresh;
  }

  C take() {
    C kept = idle.poll();
    return kept == null ? fresh.get() : kept;
  }

  /** Takes back one that works as before. */
  void give(C used) {
    if (closed || !idle.offer(used)) {
      end(used);
    } else if (closed) {
      close();
    }
  }

  /** Ends those that nobody uses; the others end when they come back. */
  void close() {
    closed = true;
    for (@Nullable C kept = idle.poll(); kept != null; kept = idle.poll()) {
      end(kept);
    }
  }

  static void end(Closeable context) {
    try {
      context.close();
    } catch (IOException e) {
      throw new UncheckedIOException("a context of zstd cannot be closed", e);
    }
  }
}
