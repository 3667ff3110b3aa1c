package io.weft.launcher;

import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/**
 * Speaks to the person at the terminal, and to the log: the logging bundle takes over what comes
 * through {@code java.util.logging}. Until that runs there is only the terminal.
 */
final class Terminal implements Reporter {
  private static final Logger LOG = Logger.getLogger("io.weft.launcher");

  private final boolean quiet;

  /**
   * Takes away Java's own log on the terminal.
   *
   * @param quiet prints problems only
   */
  Terminal(boolean quiet) {
    this.quiet = quiet;
    LogManager.getLogManager().reset();
  }

  @Override
  public void info(String message) {
    if (!quiet) {
      System.out.println(message);
    }
    LOG.log(Level.INFO, message);
  }

  @Override
  public void problem(String message) {
    System.err.println("weft: " + message);
    LOG.log(Level.WARNING, message);
  }

  @Override
  public void detail(String text) {
    LOG.log(Level.WARNING, text);
  }
}
