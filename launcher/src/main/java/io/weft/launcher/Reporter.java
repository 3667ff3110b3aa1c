package io.weft.launcher;

import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/**
 * Tells the person at the terminal, and the log, what the launcher does. Safe on every thread. The
 * logging bundle takes over what comes here through {@code java.util.logging}; until it runs there
 * is only the terminal.
 */
public final class Reporter {
  private static final Logger LOG = Logger.getLogger("io.weft.launcher");

  private final boolean quiet;

  /**
   * @param quiet prints problems only
   */
  public Reporter(boolean quiet) {
    this.quiet = quiet;
    LogManager.getLogManager().reset();
  }

  /** Something happened. */
  public void info(String message) {
    if (!quiet) {
      System.out.println(message);
    }
    LOG.log(Level.INFO, message);
  }

  /** Something needs action. */
  public void problem(String message) {
    System.err.println("weft: " + message);
    LOG.log(Level.WARNING, message);
  }
}
