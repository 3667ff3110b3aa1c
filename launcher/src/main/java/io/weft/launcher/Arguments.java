package io.weft.launcher;

import java.util.List;

/** A command line, read from left to right; {@code --option=value} is {@code --option value}. */
final class Arguments {
  private final List<String> arguments;
  private int next;
  private String option = "";
  private String attached = "";
  private boolean hasAttached;

  Arguments(List<String> arguments) {
    this.arguments = List.copyOf(arguments);
  }

  boolean hasNext() {
    return next < arguments.size();
  }

  /** The next option's name. */
  String option() {
    String argument = arguments.get(next++);
    int equals = argument.indexOf('=');
    hasAttached = argument.startsWith("--") && equals > 0;
    option = hasAttached ? argument.substring(0, equals) : argument;
    attached = hasAttached ? argument.substring(equals + 1) : "";
    return option;
  }

  /** The value of the option that was just read. */
  String value() {
    if (hasAttached) {
      return attached;
    }
    if (!hasNext()) {
      throw new Refusal(option + " needs a value");
    }
    return arguments.get(next++);
  }
}
