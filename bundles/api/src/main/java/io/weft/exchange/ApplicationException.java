package io.weft.exchange;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * An error of the application: thrown by a handler, and thrown again where the request was made.
 * The request was carried out as far as the handler let it; whether trying again helps is for the
 * application to say.
 */
public final class ApplicationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Code of an answer for a handler that threw something else; details stay in its node's log. */
  public static final String INTERNAL = "internal";

  /** Code of an answer to parameters that the handler could not read. */
  public static final String BAD_PARAMS = "bad_params";

  /** Code of an answer to headers that are not of their form, or too many; no handler has run. */
  public static final String BAD_HEADERS = "bad_headers";

  /** So many details at most. */
  public static final int MAX_DETAILS = 16;

  /** The longest name of a detail, in bytes of UTF-8. */
  public static final int MAX_DETAIL_NAME_BYTES = 64;

  /** What is sent of a detail, in bytes of UTF-8: the rest is cut off, as that of long messages. */
  public static final int MAX_DETAIL_BYTES = 1024;

  private final String code;
  private final Map<String, String> details;

  /**
   * @param code short and stable, for programs, such as {@code no_such_user}
   * @param message for people
   */
  public ApplicationException(String code, String message) {
    this(code, message, Map.of());
  }

  /**
   * @param code short and stable, for programs, such as {@code no_such_user}
   * @param message for people
   * @param details for programs, such as {@code user=ada}; of more than {@value #MAX_DETAILS} the
   *     first by name are sent
   */
  public ApplicationException(String code, String message, Map<String, String> details) {
    super(message);
    this.code = code;
    this.details = Collections.unmodifiableMap(new TreeMap<>(details));
  }

  /** Short and stable, for programs. */
  public String code() {
    return code;
  }

  /** What it is about, for programs; sorted by name, empty if nothing was said. */
  public Map<String, String> details() {
    return details;
  }
}
