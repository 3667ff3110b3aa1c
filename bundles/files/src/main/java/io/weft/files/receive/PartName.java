package io.weft.files.receive;

import io.weft.files.folder.SafeName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Which part a transfer has begun: a small file beside the parts. After a restart it tells whether
 * the source is still the same.
 */
final class PartName {
  private PartName() {}

  private static Path file(Errand errand) {
    return errand.into().resolve(SafeName.PARTS).resolve(errand.id());
  }

  /**
   * Notes the part of a transfer. What it had begun of another source is deleted.
   *
   * @return what happened, for people; empty if nothing did
   */
  static String follow(Errand errand, Path part) throws IOException {
    Path file = file(errand);
    Files.createDirectories(file.getParent());
    String name = String.valueOf(part.getFileName());
    Path before = begun(errand);
    Files.writeString(file, name);
    if (before == null || before.equals(part)) {
      return "";
    }
    PartFolder.delete(before);
    return "the source has changed meanwhile: begun anew";
  }

  /** The part that the transfer has begun; null if none is known. */
  static @Nullable Path begun(Errand errand) {
    Path file = file(errand);
    try {
      String name = Files.exists(file) ? Files.readString(file) : "";
      boolean safe = SafeName.fault(name).isEmpty() && name.indexOf('/') < 0;
      return safe ? file.resolveSibling(name) : null;
    } catch (IOException e) {
      return null; // it is found again by the identity of the source, if that is still the same
    }
  }

  /** It has ended. */
  static void forget(Errand errand) {
    try {
      Files.deleteIfExists(file(errand));
    } catch (IOException e) {
      // It is small, and is deleted with the parts that nobody wants.
    }
  }
}
