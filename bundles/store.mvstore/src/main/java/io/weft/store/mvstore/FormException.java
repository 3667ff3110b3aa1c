package io.weft.store.mvstore;

/** Bytes that are no peer of this version; the message says where they are wrong. */
final class FormException extends Exception {
  FormException(String message) {
    super(message);
  }

  FormException(String message, Throwable cause) {
    super(message, cause);
  }
}
