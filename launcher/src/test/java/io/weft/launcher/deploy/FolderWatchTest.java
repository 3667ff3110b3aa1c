package io.weft.launcher.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.testkit.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderWatchTest {
  @TempDir Path folder;
  private final List<String> told = new CopyOnWriteArrayList<>();

  private void note(FolderWatch.Changes changes) {
    changes.changed().forEach(file -> told.add("+" + file.getFileName()));
    changes.removed().forEach(file -> told.add("-" + file.getFileName()));
  }

  private static void await(String what, BooleanSupplier condition) {
    Eventually.until(what, Duration.ofSeconds(20), condition);
  }

  @Test
  void tellsWhatIsThereWhatComesChangesAndGoes() throws Exception {
    Files.writeString(folder.resolve("a.cfg"), "1");
    Files.writeString(folder.resolve("other"), "1");
    try (FolderWatch watch = new FolderWatch()) {
      watch.watch(folder, file -> file.toString().endsWith(".cfg"), this::note);
      assertThat(told).containsExactly("+a.cfg");
      watch.start();
      Files.writeString(folder.resolve("b.cfg"), "1");
      await("the new file", () -> told.contains("+b.cfg"));
      Files.writeString(folder.resolve("a.cfg"), "longer");
      await("the changed file", () -> told.size() == 3);
      Files.delete(folder.resolve("b.cfg"));
      await("the removed file", () -> told.size() == 4);
    }
    assertThat(told).containsExactly("+a.cfg", "+b.cfg", "+a.cfg", "-b.cfg");
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().equals("weft-folders"));
  }

  @Test
  void folderThatIsMissingIsSeenWhenItComes() throws Exception {
    Path later = folder.resolve("later");
    try (FolderWatch watch = new FolderWatch()) {
      watch.watch(later, file -> true, this::note);
      watch.start();
      Files.createDirectory(later);
      Files.writeString(later.resolve("x"), "1");
      await("the late folder", () -> told.contains("+x"));
    }
  }
}
