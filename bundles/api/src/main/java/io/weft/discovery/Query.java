package io.weft.discovery;

import java.util.Locale;

/**
 * A question to all nodes in reach: who has this?
 *
 * @param kind what is asked for
 * @param value a role, a capability ({@code name} or {@code name=value}) or a service path
 */
public record Query(Kind kind, String value) {

  /** The longest value, in characters; longer ones fit no announcement. */
  public static final int MAX_LENGTH = 200;

  /** What a question is about. */
  public enum Kind {
    ROLE,
    CAPABILITY,
    SERVICE
  }

  public Query {
    if (value.isEmpty() || value.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "a "
              + kind.name().toLowerCase(Locale.ROOT)
              + " of "
              + value.length()
              + " characters cannot be asked for (1 to "
              + MAX_LENGTH
              + ")");
    }
  }
}
