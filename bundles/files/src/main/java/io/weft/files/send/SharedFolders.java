package io.weft.files.send;

import io.weft.files.folder.SafeName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Folders that others may fetch from.
 *
 * @param folders by the name that others use
 */
public record SharedFolders(Map<String, Path> folders) {

  /** None. */
  public static final SharedFolders NONE = new SharedFolders(Map.of());

  public SharedFolders {
    folders = Map.copyOf(folders);
  }

  /**
   * Reads the setting.
   *
   * @param shared each {@code name=folder}
   * @throws IllegalArgumentException if one is not of that form, or no folder; the message says it
   */
  public static SharedFolders of(String... shared) {
    Map<String, Path> folders = new LinkedHashMap<>();
    for (String each : shared) {
      if (each.isBlank()) {
        continue;
      }
      int equals = each.indexOf('=');
      String name = equals < 0 ? "" : each.substring(0, equals).strip();
      if (name.isEmpty() || name.indexOf('/') >= 0 || SafeName.fault(name).isPresent()) {
        throw new IllegalArgumentException(
            "shared_folders: \"" + each + "\" is not of the form name=folder");
      }
      folders.put(name, folder(each.substring(equals + 1).strip()));
    }
    return new SharedFolders(folders);
  }

  private static Path folder(String text) {
    try {
      Path folder = Path.of(text).toRealPath();
      if (Files.isDirectory(folder)) {
        return folder;
      }
    } catch (IOException | InvalidPathException e) {
      throw new IllegalArgumentException("shared_folders: there is no folder " + text, e);
    }
    throw new IllegalArgumentException("shared_folders: " + text + " is no folder");
  }

  /**
   * What a path names.
   *
   * @throws io.weft.exchange.ApplicationException if it names nothing that is shared
   */
  Origin origin(String path) {
    String[] both = path.split("/", 2);
    Path folder = folders.get(both[0]);
    if (folder == null) {
      throw Origin.nothing(path);
    }
    if (both.length == 1) {
      return new Origin(Map.of(both[0], folder), true);
    }
    Path file = Origin.below(folder, both[1]);
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw Origin.nothing(path);
    }
    return new Origin(Map.of(String.valueOf(file.getFileName()), file), true);
  }
}
