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

  /**
   * For what must not happen there.
   *
   * @throws IllegalStateException if the caller runs on a thread that delivers frames
   */
  public static void demandNot(String what) {
    if (isCurrent()) {
      throw new IllegalStateException(
          what + " on a thread that delivers frames: other links would feel it");
    }
  }
}
