package io.weft.control.input;

/**
 * How a position between 0 and 1 becomes another one.
 *
 * @param form linear; log rises fast and then slowly, over one decade; exp is its mirror; steps
 *     takes the nearest of some positions
 * @param steps for steps: how many; else 0
 */
record Curve(Form form, int steps) {

  /** The forms, by their words. */
  enum Form {
    LINEAR,
    LOG,
    EXP,
    STEPS
  }

  private static final int MAX_STEPS = 1000;

  /** One decade, as potentiometers of that name. */
  private static final double DECADE = 9;

  /**
   * Reads {@code linear}, {@code log}, {@code exp} or {@code steps:N}.
   *
   * @throws IllegalArgumentException if it is none
   */
  static Curve of(String text) {
    switch (text) {
      case "linear":
        return new Curve(Form.LINEAR, 0);
      case "log":
        return new Curve(Form.LOG, 0);
      case "exp":
        return new Curve(Form.EXP, 0);
      default:
        if (text.matches("steps:\\d{1,4}")) {
          int steps = Integer.parseInt(text.substring("steps:".length()));
          if (steps >= 2 && steps <= MAX_STEPS) {
            return new Curve(Form.STEPS, steps);
          }
        }
        throw new IllegalArgumentException(
            "curve \"" + text + "\" (linear, log, exp, or steps:2 to steps:" + MAX_STEPS + ")");
    }
  }

  double at(double position) {
    return switch (form) {
      case LINEAR -> position;
      case LOG -> Math.log10(1 + DECADE * position);
      case EXP -> (Math.pow(10, position) - 1) / DECADE;
      case STEPS -> Math.rint(position * (steps - 1)) / (steps - 1);
    };
  }
}
