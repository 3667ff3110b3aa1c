package io.weft.files.wire;

/** Bytes of another node that are not of their form; the message has the offset. */
public final class FormException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public FormException(String message) {
    super(message, null, false, false);
  }
}
