package io.weft.launcher.features;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts what the framework throws into one line that a person can act on. */
public final class Faults {
  private static final Pattern MISSING =
      Pattern.compile(
          "missing requirement \\[(\\S+) \\[[^]]*]\\([^)]*\\)] ([a-z.]+); (\\([^\\[\\]]*\\))"
              + "(?=]| \\[caused| Unresolved|$)");
  private static final Pattern NAMED = Pattern.compile("\\(([a-z.]+)=([^)]*)\\)");
  private static final Pattern FROM = Pattern.compile("\\(version>=([^)]*)\\)");
  private static final Pattern BELOW = Pattern.compile("\\(!\\(version>=([^)]*)\\)\\)");

  private Faults() {}

  /** Why a bundle could not be installed, resolved or started. */
  public static String reason(Throwable fault) {
    String message = Optional.ofNullable(fault.getMessage()).orElse("");
    Matcher matcher = MISSING.matcher(message);
    String last = "";
    for (boolean deeper = false; matcher.find(); deeper = true) {
      last =
          missing(matcher.group(2), matcher.group(3))
              + (deeper ? ", which " + matcher.group(1) + " needs" : "");
    }
    if (!last.isEmpty()) {
      return last;
    }
    Throwable cause = fault;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String text = Optional.ofNullable(cause.getMessage()).orElse("");
    String name = cause.getClass().getSimpleName();
    return (text.isBlank() ? name : cause instanceof LinkageError ? name + ": " + text : text)
        .replace('\n', ' ')
        .strip();
  }

  private static String missing(String namespace, String filter) {
    String name = filter;
    Matcher named = NAMED.matcher(filter);
    while (named.find()) {
      if (named.group(1).equals(namespace)) {
        name = named.group(2);
      }
    }
    String what =
        switch (namespace) {
          case "osgi.wiring.package" -> "no bundle exports the package " + name;
          case "osgi.wiring.bundle" -> "there is no bundle " + name;
          case "osgi.wiring.host" -> "there is no host bundle " + name;
          case "osgi.native" -> "its native code is not for this machine " + filter;
          case "osgi.ee" -> "it needs another Java: " + filter;
          default -> "nothing provides " + namespace + " " + filter;
        };
    return what + (namespace.startsWith("osgi.wiring") ? range(filter) : "");
  }

  private static String range(String filter) {
    Matcher below = BELOW.matcher(filter);
    String rest = below.replaceAll("");
    Matcher from = FROM.matcher(rest);
    if (!from.find()) {
      return "";
    }
    below.reset();
    return below.find()
        ? " in a version from " + from.group(1) + " and below " + below.group(1)
        : " in version " + from.group(1) + " or later";
  }
}
