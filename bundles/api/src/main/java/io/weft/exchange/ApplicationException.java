package io.weft.exchange;

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

  private final String code;

  /**
   * @param code short and stable, for programs, such as {@code no_such_user}
   * @param message for people
   */
  public ApplicationException(String code, String message) {
    super(message);
    this.code = code;
  }

  /** Short and stable, for programs. */
  public String code() {
    return code;
  }
}
