package io.weft.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script finds Java, and answers what needs no node. */
class ScriptIT {
  @TempDir Path folder;
  private WeftScript weft;

  @BeforeEach
  void script() {
    weft = new WeftScript(folder);
  }

  @AfterEach
  void close() throws Exception {
    weft.close();
  }

  private Path fakeJava(String version) throws Exception {
    Path home = Files.createDirectories(folder.resolve("java-" + version));
    Files.writeString(
        home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
    Path bin = Files.createDirectories(home.resolve("bin"));
    Path java = Files.writeString(bin.resolve("java"), "#!/bin/sh\necho java " + version + "\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    return home;
  }

  @Test
  void newestJavaIsTaken() throws Exception {
    fakeJava("11.0.2");
    WeftScript.Run run =
        weft.with("WEFT_JAVA", "")
            .with("JAVA_HOME", fakeJava("11.0.2").toString())
            .with("PATH", fakeJava("9999.1").resolve("bin") + ":" + System.getenv("PATH"))
            .start("--version");
    assertThat(run.exitCode()).isZero();
    assertThat(run.output()).isEqualTo("java 9999.1\n");
  }

  @Test
  void warmKeepsAnArchiveOfClassesThatNodesStartFrom() throws Exception {
    Path lib = Path.of(System.getProperty("weft.dist"), "lib");

    WeftScript.Run run = weft.start("warm");

    assertThat(run.exitCode()).as(run.errors()).isZero();
    assertThat(run.output()).matches("nodes that run on .* start faster now\n");
    try (Stream<Path> files = Files.list(lib)) {
      List<Path> archives =
          files.filter(file -> file.getFileName().toString().startsWith("classes-")).toList();
      assertThat(archives).isNotEmpty().allSatisfy(file -> assertThat(file).isNotEmptyFile());
      assertThat(archives).noneMatch(file -> file.toString().matches(".*jsa\\..*"));
    }
  }

  @Test
  void warmSaysWhatIsWrong() throws Exception {
    WeftScript.Run more = weft.start("warm", "ada");
    assertThat(more.exitCode()).isEqualTo(2);
    assertThat(more.errors()).startsWith("weft: warm: unexpected argument ada");
    WeftScript.Run none = weft.with("WEFT_JAVA", fakeJava("9998").toString()).start("warm");
    assertThat(none.exitCode()).isEqualTo(1);
    assertThat(none.errors()).startsWith("weft: no archive of classes could be made for ");
    Files.delete(Path.of(System.getProperty("weft.dist"), "lib", "classes-9998.jsa"));
  }

  @Test
  void chosenJavaIsTakenOrRefused() throws Exception {
    WeftScript.Run good = weft.with("WEFT_JAVA", fakeJava("21").toString()).start("--version");
    assertThat(good.exitCode()).isZero();
    assertThat(good.output()).isEqualTo("java 21\n");
    WeftScript.Run old =
        weft.with("WEFT_JAVA", fakeJava("11").resolve("bin/java").toString()).start("--version");
    assertThat(old.exitCode()).isEqualTo(1);
    assertThat(old.errors()).isEqualTo("weft: WEFT_JAVA is Java 11; Weft needs 17 or later\n");
    WeftScript.Run none = weft.with("WEFT_JAVA", "/no/such").start("--version");
    assertThat(none.exitCode()).isEqualTo(1);
    assertThat(none.errors()).contains("WEFT_JAVA is /no/such");
  }

  @Test
  void versionAndHelpNeedNoNode() throws Exception {
    WeftScript.Run version = weft.start("--version");
    assertThat(version.exitCode()).isZero();
    assertThat(version.output()).startsWith("weft 0.").contains("Java ");
    WeftScript.Run help = weft.start("help");
    assertThat(help.exitCode()).isZero();
    assertThat(help.output()).contains("weft VERB").contains("demo").contains("invite");
    WeftScript.Run up = weft.start("up", "--help");
    assertThat(up.exitCode()).isZero();
    assertThat(up.output()).isEqualTo(Up.USAGE);
    WeftScript.Run nothing = weft.start();
    assertThat(nothing.exitCode()).isEqualTo(2);
  }

  @Test
  void helpOfAVerbComesFromTheShell() throws Exception {
    WeftScript.Run help = weft.start("help", "nodes");
    assertThat(help.exitCode()).as(help.errors()).isZero();
    assertThat(help.output()).contains("weft nodes");
    WeftScript.Run flag = weft.start("nodes", "--help");
    assertThat(flag.exitCode()).isZero();
    assertThat(flag.output()).isEqualTo(help.output());
    WeftScript.Run behind = weft.start("--data", folder.toString(), "nodes", "--help");
    assertThat(behind.exitCode()).isZero();
    assertThat(behind.output()).isEqualTo(help.output());
  }

  @Test
  void withoutANodeTheExitCodeIsThree() throws Exception {
    WeftScript.Run run = weft.start("nodes", "--data", folder.resolve("none").toString());
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.errors())
        .isEqualTo(
            "weft: no node is running in "
                + folder.resolve("none")
                + "; start one with: launcher/weft up\n");
  }

  @Test
  void wrongSettingsAreRefusedBeforeAnythingStarts() throws Exception {
    Path data = Files.createDirectories(folder.resolve("data"));
    Path conf = Files.createDirectories(data.resolve("conf"));
    Path file = Files.writeString(conf.resolve("io.weft.network.cfg"), "name = x\nprot = 7001\n");
    WeftScript.Run run =
        weft.with("WEFT_REQUEST_TIMEOUT_MS", "soon")
            .start("up", "--data", data.toString(), "--port", "70000", "--set", "opne=true");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errors().lines())
        .containsExactlyInAnyOrder(
            "weft: " + file + ":2: io.weft.network has no setting prot; did you mean port?",
            "weft: WEFT_REQUEST_TIMEOUT_MS: request_timeout_ms = soon: must be a whole number from"
                + " 1 to 86400000",
            "weft: --port: port = 70000: must be from 0 to 65535",
            "weft: --set opne: io.weft.network has no setting opne; did you mean open?");
    assertThat(data.resolve("identity")).doesNotExist();
  }

  @Test
  void unknownFeaturesAreRefused() throws Exception {
    WeftScript.Run run =
        weft.start("up", "--data", folder.resolve("d").toString(), "--feature", "helo");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errors()).startsWith("weft: there is no feature helo; did you mean hello?");
  }
}
