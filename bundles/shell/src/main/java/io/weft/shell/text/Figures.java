package io.weft.shell.text;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Durations and sizes as people read them, and as scripts do. Safe on every thread. */
public final class Figures {

  /** A millisecond has a million nanoseconds. */
  private static final int NANO_DIGITS = 6;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneId.systemDefault());

  private Figures() {}

  /** The time of day here, to the millisecond; for what is followed line by line. */
  public static String time(Instant at) {
    return TIME.format(at);
  }

  /** Two figures and a unit, such as {@code 43 ms} or {@code 3 h 5 min}. */
  public static String duration(Duration value) {
    if (value.isNegative()) {
      return duration(Duration.ZERO);
    }
    long seconds = value.toSeconds();
    if (seconds >= 2 * 86_400) {
      return seconds / 86_400 + " d";
    }
    if (seconds >= 3600) {
      return seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
    }
    if (seconds >= 60) {
      return seconds / 60 + " min";
    }
    double micros = value.toNanos() / 1e3;
    if (micros < 100) {
      return rounded(micros) + " µs";
    }
    return micros < 999_500 ? rounded(micros / 1e3) + " ms" : rounded(micros / 1e6) + " s";
  }

  /** How long ago that was. */
  public static String age(Instant since, Instant now) {
    Duration age = Duration.between(since, now);
    return age.toSeconds() < 1 ? "now" : duration(age);
  }

  /** Bytes, in powers of 1000. */
  public static String bytes(long value) {
    double shown = value;
    for (String unit : new String[] {"B", "kB", "MB", "GB"}) {
      if (shown < 999.5) {
        return rounded(shown).replace(".0", "") + " " + unit;
      }
      shown /= 1000;
    }
    return rounded(shown) + " TB";
  }

  /** Milliseconds, to the nanosecond: the unit of all {@code …Millis} fields. */
  public static BigDecimal millis(Duration value) {
    return BigDecimal.valueOf(value.toNanos(), NANO_DIGITS).stripTrailingZeros();
  }

  private static String rounded(double value) {
    return String.format(Locale.ROOT, value < 9.95 ? "%.1f" : "%.0f", value);
  }
}
