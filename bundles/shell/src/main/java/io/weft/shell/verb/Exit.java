package io.weft.shell.verb;

/** How a command ended, as the exit code of the {@code weft} script. */
public enum Exit {
  /** It did what it was asked. */
  FINE(0),
  /** It failed; the message says why, and for requests whether trying again is safe. */
  FAILED(1),
  /** The command line was wrong. */
  USAGE(2),
  /** There is no running node: only the script says so. */
  NO_NODE(3),
  /** There is no such node, service, action or bundle. */
  NOT_FOUND(4),
  /** The time was up. */
  DEADLINE(5),
  /** The other node does not let this one call it. */
  FORBIDDEN(6);

  private final int code;

  Exit(int code) {
    this.code = code;
  }

  /** The exit code. */
  public int code() {
    return code;
  }
}
