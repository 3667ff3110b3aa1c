package io.weft.launcher;

/**
 * Something that a person must put right: the message says what, where and how, and is all that is
 * shown of it.
 */
public class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Exit code of a wrong setting, argument or file. */
  public static final int WRONG_INPUT = 2;

  /** Exit code of a node that could not start although what it was given is right. */
  public static final int CANNOT_START = 1;

  private final String text;
  private final int exitCode;

  /** A refusal of what was given. */
  public Refusal(String message) {
    this(message, WRONG_INPUT);
  }

  /** A refusal with an exit code of its own. */
  public Refusal(String message, int exitCode) {
    super(message, null, false, false);
    this.text = message;
    this.exitCode = exitCode;
  }

  /** One or more whole lines. */
  @Override
  public String getMessage() {
    return text;
  }

  /** What the process says to its caller. */
  public int exitCode() {
    return exitCode;
  }
}
