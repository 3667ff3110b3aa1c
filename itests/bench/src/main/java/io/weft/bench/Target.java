package io.weft.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A figure that is to be reached.
 *
 * @param what is measured
 * @param measured with its spread
 * @param wanted such as {@code at least 0.60}
 * @param verdict whether it is reached, if it can be said
 */
record Target(String what, String measured, String wanted, String verdict) {

  static Target atLeast(String what, Spread measured, double wanted, String format) {
    return new Target(
        what,
        measured.text(format),
        "at least " + String.format(Locale.ROOT, format, wanted),
        verdict(measured.median() >= wanted));
  }

  static Target atMost(String what, Spread measured, double wanted, String format) {
    return new Target(
        what,
        measured.text(format),
        "at most " + String.format(Locale.ROOT, format, wanted),
        verdict(measured.median() <= wanted));
  }

  /** A figure that stands beside the others, without a bound. */
  static Target plain(String what, Spread measured, String format) {
    return new Target(what, measured.text(format), "-", "");
  }

  /** What could not be measured here. */
  static Target notRun(String what, String why, String wanted) {
    return new Target(what, why, wanted, "NOT RUN");
  }

  private static String verdict(boolean reached) {
    return reached ? "reached" : "MISSED";
  }

  static void print(List<Target> targets) {
    List<List<String>> rows = new ArrayList<>();
    for (Target target : targets) {
      rows.add(List.of(target.what, target.measured, target.wanted, target.verdict));
    }
    Table.print("Targets", List.of("what", "median (least-most)", "target", ""), rows);
  }
}
