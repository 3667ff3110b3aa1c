package io.weft.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.itests.Answer;
import io.weft.itests.RunningNode;
import io.weft.itests.Site;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts that cannot succeed: one clear line each, an exit code, and no stack trace. */
class BadStartsIT {
  private static final int CANNOT_START = 1;
  private static final int WRONG_USAGE = 2;

  @TempDir Path folder;
  private Site site;

  @BeforeEach
  void site() {
    site = new Site(folder);
  }

  @AfterEach
  void stop() {
    site.close();
  }

  /** Starts a node that must end by itself. */
  private void assertRefused(int exit, String[] options, String... said) {
    RunningNode node = site.start("bad", options);
    assertThat(node.exit(RunningNode.START)).as(node.output()).isEqualTo(exit);
    String complaint = node.output();
    assertThat(complaint).startsWith("weft: ").contains(said);
    assertThat(complaint.lines()).as(complaint).hasSize(1);
    assertThat(Answer.traces(complaint)).isEmpty();
    assertThat(Answer.traces(node.log())).isEmpty();
  }

  private static String[] set(String... assignments) {
    String[] options = new String[assignments.length * 2];
    for (int i = 0; i < assignments.length; i++) {
      options[2 * i] = "--set";
      options[2 * i + 1] = assignments[i];
    }
    return options;
  }

  @Test
  void unknownSettingIsNamedWithTheOneThatIsMeant() {
    assertRefused(WRONG_USAGE, set("request_timeout=5"), "request_timeout_ms");
  }

  @Test
  void settingOutOfRangeIsNamedWithItsRange() {
    assertRefused(WRONG_USAGE, set("request_timeout_ms=0"), "request_timeout_ms", "1 to 86400000");
  }

  @Test
  void badLineOfAFileIsNamedWithItsNumber() throws IOException {
    Path conf = site.folder(site.data("bad").resolve("conf"));
    Path file = conf.resolve("io.weft.network.cfg");
    Files.writeString(file, "# settings\nname = x\nthis is no setting\n");
    assertRefused(WRONG_USAGE, set(), file + ":3");
  }

  @Test
  void dataDirectoryThatIsAFileIsRefused() throws IOException {
    Files.writeString(site.data("bad"), "a file");
    RunningNode node = site.start("bad");
    assertThat(node.exit(RunningNode.START)).isEqualTo(WRONG_USAGE);
    assertThat(node.output()).contains(site.data("bad").toString(), "is a file", "--data");
    assertThat(node.output().lines()).hasSize(1);
  }

  @Test
  void dataDirectoryBelowAFileIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "a file");
    RunningNode node = site.start("bad", "--data", file.resolve("data").toString());
    assertThat(node.exit(RunningNode.START)).isEqualTo(WRONG_USAGE);
    assertThat(node.output()).contains(file.toString(), "cannot be written", "--data");
    assertThat(node.output().lines()).hasSize(1);
  }

  @Test
  void wrongNodeIdIsRefused() {
    assertRefused(CANNOT_START, set("node_id=" + "a".repeat(52)), "node_id", "a".repeat(52));
  }

  @Test
  void wrongNetworkIdIsRefused() {
    assertRefused(CANNOT_START, set("network_id=" + "a".repeat(52)), "network_id");
  }

  @Test
  void wrongBindAddressIsRefused() {
    assertRefused(CANNOT_START, set("bind_address=not an address"), "bind_address");
  }

  @Test
  void insecureNodeBeyondLoopbackIsRefused() {
    assertRefused(
        CANNOT_START,
        new String[] {"--set", "security_enabled=false", "--bind", "0.0.0.0"},
        "security_enabled");
  }

  @Test
  void keyThatOthersCanReadIsRefusedAndADataDirectoryBelongsToOneNode() throws IOException {
    RunningNode node = site.start("bad").ready();
    String id = node.id();
    RunningNode second = site.start("bad");
    assertThat(second.exit(RunningNode.START)).isEqualTo(WRONG_USAGE);
    assertThat(second.output())
        .contains("belongs to the running node pid " + node.process().pid(), "--data");
    assertThat(second.output().lines()).hasSize(1);
    assertThat(node.id()).isEqualTo(id);
    node.close();

    Path key = site.data("bad").resolve("identity/node.key");
    byte[] before = Files.readAllBytes(key);
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    assertRefused(CANNOT_START, set(), key.toString(), "chmod 600");
    assertThat(Files.readAllBytes(key)).isEqualTo(before);

    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    Files.write(key, new byte[] {1, 2, 3});
    assertRefused(CANNOT_START, set(), key.toString());
  }

  @Test
  void portInUseIsToldAndTheNodeListensWhenItIsFree() throws IOException {
    RunningNode node;
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "tcp://127.0.0.1:" + taken.getLocalPort();
      node = site.start("bad", set("listen=" + address));
      node.untilSaid(
          line -> line.contains("cannot listen") && line.contains(address),
          "the port that is in use",
          RunningNode.START);
      assertThat(Answer.traces(node.output() + node.log())).isEmpty();
    }
    node.until(
        "it listens, or has ended with an error",
        Duration.ofSeconds(30),
        () -> !node.process().isAlive() || node.output().contains("bad is ready"));
    if (!node.process().isAlive()) {
      assertThat(node.exit(RunningNode.START)).isNotZero();
    }
  }
}
