package io.weft.launcher.settings;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Files named {@code <pid>.cfg} with lines {@code key = value}, in UTF-8; a line that begins with #
 * is a comment. The value is the rest of the line without surrounding blanks: no quotes, no
 * escapes.
 */
final class SettingsFiles {
  static final String SUFFIX = ".cfg";

  private SettingsFiles() {}

  /** The settings in a folder's files, in the order of their names; a missing folder has none. */
  static void read(Path folder, List<Assignment> assignments, List<String> problems) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    List<Path> files;
    try (Stream<Path> children = Files.list(folder)) {
      files =
          children
              .filter(file -> file.getFileName().toString().endsWith(SUFFIX))
              .filter(Files::isRegularFile)
              .sorted()
              .toList();
    } catch (IOException e) {
      problems.add(folder + " cannot be listed: " + e.getMessage());
      return;
    }
    for (Path file : files) {
      try {
        String name = file.getFileName().toString();
        String pid = name.substring(0, name.length() - SUFFIX.length());
        parse(pid, Files.readString(file), file.toString(), assignments, problems);
      } catch (CharacterCodingException e) {
        problems.add(file + ": is not UTF-8 text");
      } catch (IOException e) {
        problems.add(file + ": cannot be read: " + e.getMessage());
      }
    }
  }

  static void parse(
      String pid, String text, String source, List<Assignment> assignments, List<String> problems) {
    Map<String, Integer> lineByKey = new HashMap<>();
    List<String> lines = new ArrayList<>(text.lines().toList());
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      String origin = source + ":" + (i + 1);
      if (i == 0 && line.startsWith("\uFEFF")) {
        line = line.substring(1).strip();
      }
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      int equals = line.indexOf('=');
      if (equals <= 0) {
        problems.add(origin + ": expected key = value, but there is \"" + line + "\"");
        continue;
      }
      String key = line.substring(0, equals).strip();
      Integer before = lineByKey.put(Attribute.plain(key), i + 1);
      if (before != null) {
        problems.add(origin + ": " + key + " is already set in line " + before);
      }
      assignments.add(new Assignment(pid, key, line.substring(equals + 1).strip(), origin));
    }
  }
}
