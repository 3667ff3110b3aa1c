package io.weft.identity;

/**
 * A key, a certificate or a setting that this node cannot start with. The message names the file or
 * the setting and what to do. Trying again does not help until that is done.
 */
public final class IdentityException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  public IdentityException(String message) {
    super(message);
  }

  public IdentityException(String message, Throwable cause) {
    super(message, cause);
  }
}
