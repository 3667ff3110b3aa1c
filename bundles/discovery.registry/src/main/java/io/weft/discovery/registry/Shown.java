package io.weft.discovery.registry;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;

/** Foreign text as it may stand in a message: short, and without anything that moves a cursor. */
final class Shown {

  /** Characters of foreign text in a message. */
  private static final int MAX_TEXT = 80;

  /** Characters of a library's explanation in a message. */
  private static final int MAX_REASON = 300;

  private Shown() {}

  /** What somebody has written, in quotation marks. */
  static String text(String text) {
    return '"' + clean(text, MAX_TEXT) + '"';
  }

  /** What a library has said; it may quote what somebody has written. */
  static String reason(String text) {
    return clean(text, MAX_REASON);
  }

  /** Why a file cannot be used, and what to do. */
  static String reason(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "it is not there";
    }
    if (e instanceof AccessDeniedException) {
      return "the node's user may not read it: change its permissions";
    }
    String said = String.valueOf(e.getMessage());
    if (e instanceof FileSystemException file && file.getReason() != null) {
      said = file.getReason();
    }
    if (e instanceof FileSystemLoopException || said.contains("levels of symbolic links")) {
      return "it is a symbolic link that leads to itself: remove it";
    }
    return e.getClass() == IOException.class || e instanceof FileSystemException
        ? reason(said)
        : reason(e.toString());
  }

  private static String clean(String text, int limit) {
    StringBuilder clean = new StringBuilder(Math.min(text.length(), limit) + 1);
    text.codePoints()
        .limit(limit)
        .map(
            each ->
                Character.isISOControl(each) || Character.getType(each) == Character.FORMAT
                    ? '?'
                    : each)
        .forEach(clean::appendCodePoint);
    return text.codePointCount(0, text.length()) > limit
        ? clean.append('…').toString()
        : clean.toString();
  }
}
