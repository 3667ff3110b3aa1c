package io.weft.store.mvstore;

import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStoreException;

/** What an exception of the library or of the system means, and what a person does about it. */
final class Trouble {
  /** Of causes, so that a circle of them ends. */
  private static final int DEEPEST = 10;

  private Trouble() {}

  /** Whether the file is of a newer version, of the library or of ours. */
  static boolean isNewer(Throwable failure) {
    return code(failure) == DataUtils.ERROR_UNSUPPORTED_FORMAT;
  }

  static boolean isLocked(Throwable failure) {
    return code(failure) == DataUtils.ERROR_FILE_LOCKED;
  }

  /**
   * Whether the bytes of the file are to blame: not the disk, which may answer the next time, and
   * not another process. What the library does not expect at all is damage, too: a length that no
   * memory is enough for, pages that lead to each other.
   */
  static boolean isDamage(Throwable failure) {
    if (failure instanceof IOException
        || isNewer(failure)
        || isLocked(failure)
        || isInterrupt(failure)) {
      return false;
    }
    Optional<IOException> cause = ioCause(failure);
    return cause.isEmpty()
        ? code(failure) != DataUtils.ERROR_WRITING_FAILED && code(failure) != DataUtils.ERROR_CLOSED
        : cause.get() instanceof EOFException;
  }

  static void throwUnlessDamage(Throwable failure) {
    if (failure instanceof RuntimeException unchecked && !isDamage(unchecked)) {
      throw unchecked;
    }
  }

  /**
   * Whether the thread was interrupted while it read or wrote. That closes the file, which is all
   * that the library's second attempt sees.
   */
  static boolean isInterrupt(Throwable failure) {
    Throwable each = failure;
    for (int i = 0; each != null && i < DEEPEST; i++) {
      if (each instanceof ClosedChannelException || each instanceof FileLockInterruptionException) {
        return true;
      }
      each = each.getCause();
    }
    return false;
  }

  /**
   * @param what could not be done, such as {@code "3 peers could not be stored"}
   */
  static IOException told(String what, Path file, Throwable failure) {
    return new IOException(what + " in " + file + ": " + reason(file, failure), failure);
  }

  private static String reason(Path file, Throwable failure) {
    if (isLocked(failure)) {
      return "it is in use by another process; end that one, or give this node a folder of its own"
          + " (weft.data)";
    }
    Throwable deepest = ioCause(failure).map(Throwable.class::cast).orElse(failure);
    String text = String.valueOf(deepest.getMessage());
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.contains("no space left")
        || lower.contains("not enough space")
        || lower.contains("quota exceeded")) {
      return "the disk is full (" + text + "); what was stored is still there; make room";
    }
    if (deepest instanceof AccessDeniedException
        || lower.contains("read-only")
        || lower.contains("permission denied")) {
      return "it cannot be written ("
          + deepest.getClass().getSimpleName()
          + ": "
          + text
          + "); what was stored is still there; let this user write to "
          + file.resolveSibling("")
          + ", or give the node another folder (weft.data)";
    }
    return deepest.getClass().getSimpleName() + ": " + text + "; what was stored is still there";
  }

  private static Optional<IOException> ioCause(Throwable failure) {
    Throwable each = failure;
    for (int i = 0; each != null && i < DEEPEST; i++) {
      if (each instanceof IOException io) {
        return Optional.of(io);
      }
      each = each.getCause();
    }
    return Optional.empty();
  }

  private static int code(Throwable failure) {
    return failure instanceof MVStoreException told
        ? told.getErrorCode()
        : DataUtils.ERROR_INTERNAL;
  }
}
