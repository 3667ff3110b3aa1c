package io.weft.shell.verb;

import io.weft.shell.text.Figures;
import io.weft.shell.text.Shade;
import io.weft.shell.text.Table;
import io.weft.shell.text.Terminal;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Lets a person walk through folders and choose a file, or a whole folder. */
final class FilePicker {

  /** More are not listed, but may be named: a screen has so many lines. */
  private static final int LISTED = 40;

  private static final String HOW =
      "what? (number or name; . for all of this folder, .. for the one above, q to leave)";

  private final Terminal terminal;

  FilePicker(Terminal terminal) {
    this.terminal = terminal;
  }

  /** What was chosen; empty if nothing. */
  Optional<Path> pick(Path start) throws InterruptedException {
    Path folder = start;
    List<Path> there = show(folder);
    while (true) {
      String said = terminal.ask(HOW);
      if (said.equals("q")) {
        return Optional.empty();
      }
      if (said.equals(".")) {
        return Optional.of(folder);
      }
      Optional<Path> meant = meant(said, folder, there);
      if (meant.isEmpty()) {
        terminal.remark("there is nothing here that is called \"" + said + "\"");
      } else if (Files.isDirectory(meant.get())) {
        folder = meant.get();
        there = show(folder);
      } else {
        return meant;
      }
    }
  }

  /** A number of the list, a path from here, or the beginning of the name of just one. */
  private static Optional<Path> meant(String said, Path folder, List<Path> there) {
    int number = Choosing.number(said, Math.min(there.size(), LISTED));
    if (number > 0) {
      return Optional.of(there.get(number - 1));
    }
    try {
      Path path = folder.resolve(said).normalize();
      if (!said.isEmpty() && Files.exists(path)) {
        return Optional.of(path);
      }
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
    List<Path> beginning = there.stream().filter(each -> name(each).startsWith(said)).toList();
    return beginning.size() == 1 ? Optional.of(beginning.get(0)) : Optional.empty();
  }

  private List<Path> show(Path folder) {
    terminal.line(folder + ":", Shade.HEADING);
    List<Path> there = list(folder);
    Table table = new Table(">", "name", ">size");
    for (Path each : there.subList(0, Math.min(there.size(), LISTED))) {
      boolean isFolder = Files.isDirectory(each);
      table.cell(there.indexOf(each) + 1, Shade.FAINT);
      table.cell(name(each) + (isFolder ? "/" : ""));
      table.cell(isFolder ? "" : size(each));
    }
    table.print(terminal);
    if (there.size() > LISTED) {
      terminal.remark("and " + (there.size() - LISTED) + " more, by their names");
    }
    return there;
  }

  /** Folders first; what is hidden may be named, and is not listed. */
  private List<Path> list(Path folder) {
    List<Path> there = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
      for (Path each : all) {
        if (!name(each).startsWith(".")) {
          there.add(each);
        }
      }
    } catch (IOException e) {
      terminal.remark(folder + " cannot be read: " + e.getMessage());
    }
    there.sort(
        Comparator.comparing((Path each) -> !Files.isDirectory(each))
            .thenComparing(FilePicker::name));
    return there;
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  private static String size(Path file) {
    try {
      return Figures.bytes(Files.size(file));
    } catch (IOException e) {
      return "?";
    }
  }
}
