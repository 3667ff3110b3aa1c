package io.weft.store.mvstore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Puts a file that cannot be used out of the way, for a person to look at. */
final class Aside {
  /** Files of each kind that are kept: enough for who looks within days, little beside a disk. */
  static final int KEPT = 3;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  private final Clock clock;

  Aside(Clock clock) {
    this.clock = clock;
  }

  /**
   * Renames the file to {@code NAME.KIND-TIME} and deletes the oldest of that kind beyond {@link
   * #KEPT}.
   *
   * @param kind such as {@code damaged}
   * @return where it is now
   */
  Path put(Path file, String kind) throws IOException {
    String stem = file.getFileName() + "." + kind + "-";
    String time = TIME.format(clock.instant());
    Path target = file.resolveSibling(stem + time);
    for (int i = 2; Files.exists(target); i++) {
      target = file.resolveSibling("%s%s-%d".formatted(stem, time, i));
    }
    Files.move(file, target);
    deleteOldest(file.resolveSibling(""), stem, target);
    return target;
  }

  private static void deleteOldest(Path folder, String stem, Path newest) throws IOException {
    List<Path> earlier;
    try (Stream<Path> files = Files.list(folder)) {
      earlier =
          files
              .filter(each -> each.getFileName().toString().startsWith(stem))
              .filter(each -> !each.getFileName().equals(newest.getFileName()))
              .sorted(Comparator.comparing((Path each) -> each.getFileName().toString()).reversed())
              .toList();
    }
    for (Path each : earlier.subList(Math.min(KEPT - 1, earlier.size()), earlier.size())) {
      Files.deleteIfExists(each);
    }
  }
}
