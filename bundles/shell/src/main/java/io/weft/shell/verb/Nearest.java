package io.weft.shell.verb;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Guesses which word was meant. */
final class Nearest {

  /** More changed letters than this are another word. */
  private static final int MAX_CHANGES = 3;

  private Nearest() {}

  static Optional<String> to(String word, Collection<String> words) {
    return words.stream()
        .filter(candidate -> changes(word, candidate) <= Math.min(MAX_CHANGES, word.length() / 2))
        .min(
            Comparator.comparingInt((String candidate) -> changes(word, candidate))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** The edit distance (Levenshtein 1966): letters to insert, remove or replace. */
  static int changes(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
