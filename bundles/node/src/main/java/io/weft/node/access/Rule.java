package io.weft.node.access;

import io.weft.exchange.ServiceDescription;
import java.util.Arrays;
import java.util.Optional;

/**
 * One rule: who may call these services.
 *
 * @param action the only action that it is for; empty: all of them
 */
record Rule(String text, PathPattern path, Optional<String> action, Callers callers) {

  /**
   * Reads {@code PATH: WHO, WHO} or {@code PATH ACTION: WHO, WHO}.
   *
   * @throws IllegalArgumentException if it is not of its form; the message says where
   */
  static Rule of(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException("there is no ':' between path and who may call it");
    }
    String[] what = text.substring(0, colon).strip().split("\\s+");
    if (what.length > 2) {
      throw new IllegalArgumentException(
          "\"" + text.substring(0, colon).strip() + "\" (a path, or a path and an action)");
    }
    Optional<String> action = what.length == 2 ? Optional.of(what[1]) : Optional.empty();
    action.ifPresent(Rule::check);
    String who = text.substring(colon + 1).strip();
    return new Rule(
        text, PathPattern.of(what[0]), action, Callers.of(Arrays.asList(who.split(",", -1))));
  }

  private static void check(String action) {
    if (!action.matches("[\\w.-]+") || action.length() > ServiceDescription.MAX_ACTION_LENGTH) {
      throw new IllegalArgumentException(
          "action \"" + action + "\" (letters, digits, '.', '_' and '-'; none for all actions)");
    }
  }

  boolean isFor(String calledPath, String calledAction) {
    return path.matches(calledPath) && (action.isEmpty() || action.get().equals(calledAction));
  }

  /** What it is for: {@code admin/**}, {@code user/auth login}. */
  String subject() {
    return action.map(one -> path + " " + one).orElseGet(path::toString);
  }
}
