package io.weft.tracing;

import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where in which trace a request is: the header {@code traceparent} of W3C Trace Context, level 1
 * (https://www.w3.org/TR/trace-context-1/, section 3.2).
 *
 * @param traceId of the whole trace, 32 hexadecimal digits in lower case, not all zero
 * @param spanId of this part, 16 of them, not all zero
 * @param sampled whether somebody wants to keep it
 */
record TraceParent(String traceId, String spanId, boolean sampled) {

  static final String HEADER = "traceparent";

  /** Versions after 00 may say more after a dash; what is there must be read all the same. */
  private static final Pattern FORM =
      Pattern.compile("([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");

  /** What is read at most, in characters: 00 has 55. */
  private static final int MAX_LENGTH = 256;

  private static final String NO_TRACE = "0".repeat(32);
  private static final String NO_SPAN = "0".repeat(16);

  /** Of the flags. */
  private static final int SAMPLED = 1;

  /** What a header says; empty if it is not of its form: then a new trace begins. */
  static Optional<TraceParent> parse(String header) {
    Matcher form = FORM.matcher(header);
    if (header.length() > MAX_LENGTH || !form.matches()) {
      return Optional.empty();
    }
    String version = form.group(1);
    boolean more = form.group(5) != null;
    if (version.equals("ff")
        || (version.equals("00") && more)
        || form.group(2).equals(NO_TRACE)
        || form.group(3).equals(NO_SPAN)) {
      return Optional.empty();
    }
    boolean sampled = (Integer.parseInt(form.group(4), 16) & SAMPLED) != 0;
    return Optional.of(new TraceParent(form.group(2), form.group(3), sampled));
  }

  /** The first part of a new trace. */
  static TraceParent first(LongSupplier random, boolean sampled) {
    return new TraceParent(notZero(random) + hex(random.getAsLong()), notZero(random), sampled);
  }

  /** A part below this one. */
  TraceParent child(LongSupplier random) {
    return new TraceParent(traceId, notZero(random), sampled);
  }

  private static String notZero(LongSupplier random) {
    long drawn = random.getAsLong();
    return hex(drawn == 0 ? 1 : drawn);
  }

  private static String hex(long value) {
    String digits = Long.toHexString(value);
    return NO_SPAN.substring(digits.length()) + digits;
  }

  /** As it stands in the header, in version 00. */
  String header() {
    return "00-" + traceId + "-" + spanId + (sampled ? "-01" : "-00");
  }
}
