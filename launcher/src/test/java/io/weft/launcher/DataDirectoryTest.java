package io.weft.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
  @TempDir Path folder;

  @Test
  void belongsToOneNodeUntilItIsClosed() throws Exception {
    Path path = folder.resolve("a/b");
    try (DataDirectory first = DataDirectory.open(path)) {
      assertThat(Files.readString(path.resolve("lock")).strip())
          .isEqualTo(Long.toString(ProcessHandle.current().pid()));
      assertThatThrownBy(() -> DataDirectory.open(path))
          .isInstanceOf(Refusal.class)
          .hasMessage(
              "data directory "
                  + first.path()
                  + " belongs to the running node pid "
                  + ProcessHandle.current().pid()
                  + "; choose another with --data")
          .extracting(refusal -> ((Refusal) refusal).exitCode())
          .isEqualTo(2);
    }
    try (DataDirectory second = DataDirectory.open(path)) {
      assertThat(second.folder("deploy")).isDirectory();
    }
  }

  @Test
  void isReadableByItsOwnerAlone() throws Exception {
    try (DataDirectory data = DataDirectory.open(folder.resolve("x"))) {
      assertThat(Files.getPosixFilePermissions(data.path()))
          .allMatch(permission -> permission.name().startsWith("OWNER"));
    }
  }

  @Test
  void fileIsNoDirectory() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(() -> DataDirectory.open(file))
        .isInstanceOf(Refusal.class)
        .hasMessage("data directory " + file + " is a file; choose a directory with --data");
    assertThatThrownBy(() -> DataDirectory.open(file.resolve("below")))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("cannot be written")
        .hasMessageContaining("choose another with --data");
  }

  @Test
  void isChosenByFlagThenVariableThenName() {
    Map<String, String> variable = Map.of("WEFT_DATA", "/data");
    Path nodes = Places.nodes();
    assertThat(Places.data(Optional.of("/flag"), Optional.of("n"), variable))
        .isEqualTo(Path.of("/flag").toAbsolutePath());
    assertThat(Places.data(Optional.empty(), Optional.of("n"), variable))
        .isEqualTo(Path.of("/data").toAbsolutePath());
    assertThat(Places.data(Optional.empty(), Optional.of("n"), Map.of()))
        .isEqualTo(nodes.resolve("n"));
    assertThat(Places.data(Optional.empty(), Optional.empty(), Map.of()))
        .isEqualTo(nodes.resolve("default"));
    assertThat(Places.data(Optional.empty(), Optional.of("../../etc"), Map.of()).getParent())
        .isEqualTo(nodes);
    assertThat(Places.data(Optional.empty(), Optional.of(".."), Map.of()).getParent())
        .isEqualTo(nodes);
  }
}
