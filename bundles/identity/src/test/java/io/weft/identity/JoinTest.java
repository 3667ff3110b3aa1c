package io.weft.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.node.NodeId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JoinTest {
  @TempDir Path folder;
  private Path config;
  private NodeIdentity inviting;
  private String ticket;

  @BeforeEach
  void invite() {
    inviting = new TrialNetwork(folder.resolve("there")).member("a");
    ticket = inviting.invite(List.of(URI.create("tcp://10.0.0.7:7001")));
    config = folder.resolve("here");
  }

  @Test
  void newMachineIsAdmittedAfterJoining() throws Exception {
    Outcome joined = join(ticket);

    assertThat(joined.code).isZero();
    assertThat(joined.err).isEmpty();
    assertThat(joined.out)
        .startsWith("Joined network " + inviting.network())
        .contains("Restart running nodes");
    NodeIdentity newcomer = newcomer();
    assertThat(newcomer.network()).isEqualTo(inviting.network());
    assertThat(newcomer.introducers()).containsExactly(URI.create("tcp://10.0.0.7:7001"));
    assertThat(inviting.admission().admit(newcomer.credentials().chain())).isEqualTo(newcomer.id());
    assertThat(Files.getPosixFilePermissions(config.resolve("network.key")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(newcomer.invite(newcomer.introducers())).isEqualTo(ticket);
  }

  @Test
  void networkBeforeIsKeptAside() throws Exception {
    NodeIdentity before = newcomer();

    Outcome joined = join(ticket);

    Path aside = config.resolve("network.key." + before.network().substring(0, 8) + ".old");
    assertThat(joined.code).isZero();
    assertThat(joined.out).contains(before.network()).contains(aside.toString());
    assertThat(Files.getPosixFilePermissions(aside))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(new NetworkKey(KeyFile.openOrCreate(aside)).id()).isEqualTo(before.network());
    assertThat(newcomer().id()).isEqualTo(before.id());
    assertThat(newcomer().network()).isEqualTo(inviting.network());
  }

  @Test
  void secondJoinSaysSoAndAddsAddresses() throws Exception {
    join(ticket);

    Outcome again = join(ticket);
    assertThat(again.code).isZero();
    assertThat(again.out.strip()).isEqualTo("Already in network " + inviting.network() + ".");

    Outcome more = join(inviting.invite(List.of(URI.create("tcp://10.0.0.8:7001"))));
    assertThat(more.code).isZero();
    assertThat(more.out).contains("New addresses to find it: 1.");
    assertThat(newcomer().introducers())
        .containsExactly(URI.create("tcp://10.0.0.8:7001"), URI.create("tcp://10.0.0.7:7001"));
    try (var files = Files.list(config)) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrder("network.key", "introducers");
    }
  }

  @Test
  void wrongTicketsAreRefusedInOneLineAndChangeNothing() throws Exception {
    for (String wrong :
        List.of(
            "hello",
            ticket.substring(0, ticket.length() - 1),
            ticket + "A",
            ticket.replace("weft1:", "weft9:"),
            "weft1:" + "A".repeat(9000))) {
      Outcome refused = join(wrong);

      assertThat(refused.code).isEqualTo(2);
      assertThat(refused.out).isEmpty();
      assertThat(refused.err.lines()).hasSize(1).allMatch(l -> l.startsWith("weft join: "));
      assertThat(config).doesNotExist();
    }
  }

  @Test
  void wrongCommandLinesSayHow() throws Exception {
    for (String[] args :
        List.of(
            new String[] {},
            new String[] {"--config"},
            new String[] {"--date", "x", ticket},
            new String[] {"--data"},
            new String[] {ticket, ticket})) {
      Outcome refused = run("", args);

      assertThat(refused.code).isEqualTo(2);
      assertThat(refused.err).startsWith("usage: weft join TICKET").doesNotContain(ticket);
    }
    assertThat(run("", "--help").code).isZero();
  }

  @Test
  void ticketIsReadFromStandardInput() throws Exception {
    assertThat(run(ticket + "\nmore", "-", "--config", config.toString()).code).isZero();
    assertThat(newcomer().network()).isEqualTo(inviting.network());

    Outcome endless = run("A".repeat(100_000), "-", "--config", config.toString());
    assertThat(endless.code).isEqualTo(2);
    assertThat(endless.err).contains("(limit 8192)");
  }

  @Test
  void damagedKeyOfTheUserIsLeftAlone() throws Exception {
    Files.createDirectories(config);
    Path key = Files.writeString(config.resolve("network.key"), "precious");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));

    Outcome refused = join(ticket);

    assertThat(refused.code).isEqualTo(1);
    assertThat(refused.err).contains(key.toString());
    assertThat(Files.readString(key)).isEqualTo("precious");
  }

  @Test
  void folderThatIsAFileIsNamed() throws Exception {
    Files.writeString(config, "a file");

    Outcome refused = join(ticket);

    assertThat(refused.code).isEqualTo(1);
    assertThat(refused.err).contains(config.toString()).doesNotContain("\tat ");
  }

  @Test
  void configurationFolderIsFoundAsUsersExpect() {
    assertThat(ConfigFolder.of(Map.of("WEFT_CONFIG", "/w", "XDG_CONFIG_HOME", "/x"), "/h"))
        .isEqualTo(Path.of("/w"));
    assertThat(ConfigFolder.of(Map.of("XDG_CONFIG_HOME", "/x"), "/h"))
        .isEqualTo(Path.of("/x/weft"));
    assertThat(ConfigFolder.of(Map.of("WEFT_CONFIG", "", "XDG_CONFIG_HOME", "relative"), "/h"))
        .isEqualTo(Path.of("/h/.config/weft"));
    assertThatThrownBy(() -> ConfigFolder.of(Map.of(), "?"))
        .isInstanceOf(IdentityException.class)
        .hasMessageContaining("set WEFT_CONFIG");
  }

  @Test
  void plainJvmNeedsThisBundleAndTheApiOnly() throws Exception {
    String classPath = place(Join.class) + File.pathSeparator + place(NodeId.class);
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-cp",
                classPath,
                Join.class.getName(),
                ticket,
                "--config",
                config.toString())
            .redirectErrorStream(true)
            .start();

    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    assertThat(said).startsWith("Joined network " + inviting.network());
  }

  private NodeIdentity newcomer() {
    return NodeIdentity.open(
        folder.resolve("data"), config, IdentitySettings.DEFAULT, Clock.systemUTC());
  }

  private static String place(Class<?> type) throws Exception {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
  }

  private Outcome join(String text) {
    return run("", text, "--config", config.toString());
  }

  private static Outcome run(String input, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        Join.run(
            args,
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    return new Outcome(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private record Outcome(int code, String out, String err) {}
}
