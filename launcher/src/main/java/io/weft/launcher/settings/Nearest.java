package io.weft.launcher.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Guesses which name was meant. */
public final class Nearest {
  private Nearest() {}

  /** {@code "; did you mean port?"}, or nothing if no name is close. */
  public static String hint(String given, Collection<String> names) {
    return find(given, names).map(name -> "; did you mean " + name + "?").orElse("");
  }

  static Optional<String> find(String given, Collection<String> names) {
    int tolerated = Math.max(1, (given.length() + 2) / 3);
    return names.stream()
        .filter(name -> distance(given, name) <= tolerated)
        .min(Comparator.comparingInt((String name) -> distance(given, name)));
  }

  /** Levenshtein's: how many characters must be put in, left out or changed. */
  static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
