package io.weft.shell.verb;

/** What a person chose from a numbered list. */
final class Choosing {

  /** Longer numbers choose nothing: they are names. */
  private static final int MOST_DIGITS = 6;

  private Choosing() {}

  /** The number, if it is one of the list; 0 if it is something else. */
  static int number(String said, int most) {
    if (said.isEmpty()
        || said.length() > MOST_DIGITS
        || !said.chars().allMatch(each -> each >= '0' && each <= '9')) {
      return 0;
    }
    int number = Integer.parseInt(said);
    return number <= most ? number : 0;
  }
}
