package io.weft.node.session;

/** Knows the threads that deliver frames: on them nothing may block. */
public final class ReaderThread {
  private static final ThreadLocal<Boolean> READER = new ThreadLocal<>();

  private ReaderThread() {}

  static void mark() {
    READER.set(Boolean.TRUE);
  }

  /** Whether the caller runs on a thread that delivers frames. */
  public static boolean isCurrent() {
    return READER.get() != null;
  }
}
