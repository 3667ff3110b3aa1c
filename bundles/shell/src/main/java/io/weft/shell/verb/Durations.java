package io.weft.shell.verb;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads durations such as {@code 5s}, {@code 250ms}, {@code 2m} and {@code 1h}. */
final class Durations implements ITypeConverter<Duration> {

  /** Longer waits are a slip of the pen. */
  private static final Duration MAX = Duration.ofDays(7);

  /** Longer than any terminal stays open. */
  private static final Duration UNLIMITED = Duration.ofDays(36_500);

  private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

  /** A given time, or no limit. */
  static Duration orUnlimited(@Nullable Duration given) {
    return given == null ? UNLIMITED : given;
  }

  @Override
  public Duration convert(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new TypeConversionException("'" + text + "' is no duration: write 250ms, 5s, 2m or 1h");
    }
    long count = Long.parseLong(matcher.group(1));
    Duration value =
        switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(count);
          case "s" -> Duration.ofSeconds(count);
          case "m" -> Duration.ofMinutes(count);
          default -> Duration.ofHours(count);
        };
    if (value.compareTo(MAX) > 0) {
      throw new TypeConversionException("'" + text + "' is longer than the limit of 168h");
    }
    return value;
  }
}
