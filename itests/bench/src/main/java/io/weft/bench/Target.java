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
 */
record Target(String what, String measured, String wanted, boolean reached) {

  static Target atLeast(String what, Spread measured, double wanted, String format) {
    return new Target(
        what,
        measured.text(format),
        "at least " + String.format(Locale.ROOT, format, wanted),
        measured.median() >= wanted);
  }

  static Target atMost(String what, Spread measured, double wanted, String format) {
    return new Target(
        what,
        measured.text(format),
        "at most " + String.format(Locale.ROOT, format, wanted),
        measured.median() <= wanted);
  }

  static void print(List<Target> targets) {
    List<List<String>> rows = new ArrayList<>();
    for (Target target : targets) {
      rows.add(
          List.of(
              target.what, target.measured, target.wanted, target.reached ? "reached" : "MISSED"));
    }
    Table.print("Targets", List.of("what", "median (least-most)", "target", ""), rows);
  }
}
