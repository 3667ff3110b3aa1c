package io.weft.discovery.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class RuntimeDirectoryTest {

  private static final Map<String, String> PROPERTIES =
      Map.of("java.io.tmpdir", "/var/tmp", "user.name", "ann");

  @TempDir Path parent;

  @Test
  void settingComesBeforeTheEnvironment() {
    assertThat(located("/set", Map.of("WEFT_RUNTIME_DIR", "/ours"))).isEqualTo(Path.of("/set"));
  }

  @Test
  void ownVariableComesBeforeTheUsersDirectory() {
    assertThat(
            located("", Map.of("WEFT_RUNTIME_DIR", "/ours", "XDG_RUNTIME_DIR", parent.toString())))
        .isEqualTo(Path.of("/ours"));
  }

  @Test
  void usersRuntimeDirectoryIsSharedWithOtherPrograms() {
    assertThat(located("", Map.of("XDG_RUNTIME_DIR", parent.toString())))
        .isEqualTo(parent.resolve("weft"));
  }

  @Test
  void usersRuntimeDirectoryThatIsNotThereIsPassedOver() {
    assertThat(located("", Map.of("XDG_RUNTIME_DIR", parent.resolve("no").toString())))
        .isEqualTo(Path.of("/var/tmp/weft-ann"));
  }

  @Test
  void elseItIsAmongTheTemporaryFiles() {
    assertThat(located(" ", Map.of())).isEqualTo(Path.of("/var/tmp/weft-ann"));
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void isMadeForTheUserAloneAndFoundGoodTheNextTime() throws IOException {
    Path directory = parent.resolve("a/b");
    RuntimeDirectory.prepare(directory);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
        .isEqualTo("rwx------");
    assertThatCode(() -> RuntimeDirectory.prepare(directory)).doesNotThrowAnyException();
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void isRefusedIfOthersMayWrite() throws IOException {
    for (String permissions : new String[] {"rwxrwx---", "rwxr-x-w-"}) {
      Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString(permissions));
      assertThatThrownBy(() -> RuntimeDirectory.prepare(parent))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "others may write into %s (%s): chmod go-w it, or set another directory",
              parent, permissions);
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void isRefusedIfItIsSomeoneElses() throws IOException {
    Path directory = Files.createDirectory(parent.resolve("weft"));
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    try {
      Files.setAttribute(directory, "unix:uid", 65534);
    } catch (IOException e) {
      Assumptions.abort("only root can give a directory away: " + e);
    }
    assertThatThrownBy(() -> RuntimeDirectory.prepare(directory))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(directory + " belongs to")
        .hasMessageContaining("set another directory");
  }

  @Test
  void isRefusedIfItIsAFile() throws IOException {
    Path file = Files.writeString(parent.resolve("weft"), "");
    assertThatThrownBy(() -> RuntimeDirectory.prepare(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is a file or a link");
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void isRefusedIfItIsALinkThatSomeoneMayHavePlaced() throws IOException {
    Path target = Files.createDirectory(parent.resolve("private"));
    Path link = Files.createSymbolicLink(parent.resolve("weft"), target);
    assertThatThrownBy(() -> RuntimeDirectory.prepare(link))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is a file or a link");
  }

  private static Path located(String setting, Map<String, String> environment) {
    return RuntimeDirectory.locate(setting, environment::get, PROPERTIES::get);
  }
}
