package io.weft.files.receive;

import io.weft.files.folder.SafeName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

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
    String before = Files.exists(file) ? Files.readString(file) : name;
    Files.writeString(file, name);
    if (before.equals(name)) {
      return "";
    }
    if (SafeName.fault(before).isEmpty() && before.indexOf('/') < 0) {
      PartFolder.delete(part.resolveSibling(before));
    }
    return "the source has changed meanwhile: begun anew";
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
