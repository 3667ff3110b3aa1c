package io.weft.launcher;

import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Ends the process in order: by Ctrl-C and SIGTERM with exit code 0, which is what a service that
 * was asked to stop should say.
 */
final class Shutdown {
  /** The bundles' time to stop; then the process ends all the same. */
  static final long STOP_MILLIS = 8000;

  private static volatile int code;
  private static volatile boolean underWay;

  private final NodeFramework framework;
  private final Runnable before;
  private final ReentrantLock lock = new ReentrantLock();
  private boolean stopped;

  /**
   * @param before closes what calls into the framework
   */
  Shutdown(NodeFramework framework, Runnable before) {
    this.framework = framework;
    this.before = before;
  }

  /** From now on the end of the process stops the framework. */
  void install() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::end, "weft-shutdown"));
  }

  private void end() {
    underWay = true;
    // The archive of weft warm is written at the very end, of what is loaded then:
    // bundles that have stopped would be missing.
    if (!Boolean.getBoolean("weft.training")) {
      stop();
    }
    // A signal's own exit code would be 130 or 143.
    Runtime.getRuntime().halt(code);
  }

  /** Stops the framework; once. */
  void stop() {
    lock.lock();
    try {
      if (stopped) {
        return;
      }
      stopped = true;
      before.run();
      if (!framework.stop(STOP_MILLIS)) {
        System.err.println(
            "weft: some bundles did not stop within " + STOP_MILLIS / 1000 + " s; leaving them");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  /** Ends the process with whoever holds the other end of its input. */
  static void atEndOfInput() {
    Thread reader =
        new Thread(
            () -> {
              try {
                while (System.in.read() >= 0) {}
              } catch (IOException e) {
                // As good as its end.
              }
              exit(0);
            },
            "weft-input");
    reader.setDaemon(true);
    reader.start();
  }

  /** Whether the process is ending, so that whatever fails now fails because of that. */
  static boolean underWay() {
    return underWay;
  }

  /** Ends the process. */
  static void exit(int exitCode) {
    code = exitCode;
    System.exit(exitCode);
  }
}
