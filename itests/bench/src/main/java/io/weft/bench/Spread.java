package io.weft.bench;

import java.util.List;
import java.util.Locale;

/** The median of some measurements, and how far they lie apart. */
record Spread(double least, double median, double most) {

  /**
   * @param values at least one
   */
  static Spread of(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    double median =
        sorted.size() % 2 == 1
            ? sorted.get(middle)
            : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    return new Spread(sorted.get(0), median, sorted.get(sorted.size() - 1));
  }

  /** Such as {@code 0.97 (0.93-1.02)}. */
  String text(String format) {
    return String.format(
        Locale.ROOT, format + " (" + format + "-" + format + ")", median, least, most);
  }
}
