package io.weft.discovery.registry;

import java.util.List;

/**
 * What stands in one file or at one URL.
 *
 * @param form how it is written
 * @param entries those that can be read, at most as many as were asked for
 * @param problems those that cannot, and what was passed over
 */
record Sheet(Form form, List<Listed> entries, List<Problem> problems) {

  /** Nothing. */
  static final Sheet EMPTY = new Sheet(Form.ONE_NODE, List.of(), List.of());

  /** How a file is written. */
  enum Form {
    /** An object that is an entry. */
    ONE_NODE,
    /** An array of entries. */
    ARRAY,
    /** An object with entries in its field {@code peers}. */
    PEERS
  }

  Sheet {
    entries = List.copyOf(entries);
    problems = List.copyOf(problems);
  }

  /**
   * What is wrong, for people.
   *
   * @param place file or URL, line and column where they are known
   */
  record Problem(String place, String reason) {}

  /** All of it cannot be read. It is its writer's fault: no stack trace is kept. */
  static final class BrokenException extends Exception {
    private static final long serialVersionUID = 1L;
    private final String place;

    BrokenException(String place, String reason) {
      super(reason, null, false, false);
      this.place = place;
    }

    Problem problem() {
      return new Problem(place, String.valueOf(getMessage()));
    }
  }
}
