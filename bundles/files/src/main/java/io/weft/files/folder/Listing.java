package io.weft.files.folder;

import io.weft.files.wire.Entry;
import io.weft.files.wire.ManifestPage;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * What is in some files and folders, in one order whenever it is made. Links are not followed, and
 * counted like pipes and other things without content.
 *
 * @param entries folders before what is in them
 * @param leftOut links and the like
 */
public record Listing(List<Entry> entries, int leftOut) {

  /** There is more than one transfer may have. */
  public static final class TooManyException extends IOException {
    private static final long serialVersionUID = 1L;

    TooManyException() {
      super(
          "more than "
              + ManifestPage.MOST_ENTRIES
              + " files and folders, or names of more than "
              + ManifestPage.MOST_NAMES
              + " characters, the most that one transfer may have: send parts of it");
    }
  }

  public Listing {
    entries = List.copyOf(entries);
  }

  /** Bytes of all files. */
  public long bytes() {
    return entries.stream().mapToLong(Entry::size).sum();
  }

  /** How many files. */
  public long files() {
    return entries.stream().filter(each -> !each.folder()).count();
  }

  /**
   * Walks over roots.
   *
   * @param roots their names, and where they are
   * @param permissions whether they are noted
   * @throws IOException if something cannot be read, or there is too much
   */
  public static Listing of(Map<String, Path> roots, boolean permissions) throws IOException {
    Walk walk = new Walk(permissions);
    for (Map.Entry<String, Path> root : roots.entrySet()) {
      walk.take(root.getValue(), root.getKey());
    }
    return new Listing(walk.entries, walk.leftOut);
  }

  private static final class Walk {
    final List<Entry> entries = new ArrayList<>();
    final boolean permissions;
    int leftOut;
    long names;

    Walk(boolean permissions) {
      this.permissions = permissions;
    }

    void take(Path file, String path) throws IOException {
      BasicFileAttributes is = FileMark.attributes(file);
      if (!is.isRegularFile() && !is.isDirectory()) {
        leftOut++;
        return;
      }
      names += path.length();
      if (entries.size() >= ManifestPage.MOST_ENTRIES || names > ManifestPage.MOST_NAMES) {
        throw new TooManyException();
      }
      entries.add(FileMark.entry(file, is, path, permissions));
      if (is.isDirectory()) {
        for (Path each : children(file)) {
          take(each, path + "/" + each.getFileName());
        }
      }
    }

    private static List<Path> children(Path folder) throws IOException {
      List<Path> children = new ArrayList<>();
      try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
        for (Path each : all) {
          if (!each.getFileName().toString().equals(SafeName.PARTS)) {
            children.add(each);
          }
        }
      }
      children.sort(Comparator.comparing(each -> each.getFileName().toString()));
      return children;
    }
  }
}
