package io.weft.transport.unix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.weft.channel.ChannelBounds;
import io.weft.channel.SystemIo;
import io.weft.identity.TrialNetwork;
import io.weft.testkit.Door;
import io.weft.testkit.Eventually;
import io.weft.testkit.Inbox;
import io.weft.transport.Expectation;
import io.weft.transport.Frame;
import io.weft.transport.Lane;
import io.weft.transport.Link;
import io.weft.transport.LinkOptions;
import io.weft.transport.Listener;
import io.weft.transport.Protection;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is Unix sockets' own, beyond the contract. */
class UnixTransportTest {

  private static final Duration WITHIN = Duration.ofSeconds(20);
  private static final LinkOptions PLAIN = new LinkOptions(1024, 16, Duration.ofSeconds(5), false);

  /** On Linux and macOS the one that owns nothing. */
  private static final String NOBODY = "65534";

  private final Door door = new Door();
  @TempDir Path folder;
  private UnixTransport transport;
  private URI address;

  @BeforeEach
  void start() throws IOException {
    transport =
        new UnixTransport(
            new TrialNetwork(folder.resolve("ids")).member("anna"), UnixSettings.DEFAULT);
    address = new UnixAddress(folder.resolve("place/anna.sock")).uri();
  }

  @AfterEach
  void stop() {
    transport.close();
  }

  @Test
  void socketIsForItsUserAloneAndNothingIsLeftOfIt() throws Exception {
    Path place = folder.resolve("place");
    try (Listener listener = transport.listen(address, LinkOptions.DEFAULT, door)) {
      assertThat(listener.address()).isEqualTo(address);
      assertThat(permissions(place)).isEqualTo("rwx------");
      assertThat(permissions(place.resolve("anna.sock"))).isEqualTo("rw-------");
    }
    assertThat(namesIn(place)).isEmpty();
    transport.listen(address, LinkOptions.DEFAULT, door);
    transport.close();
    assertThat(namesIn(place)).isEmpty();
  }

  @Test
  void socketThatAKilledNodeLeftBehindIsRemoved() throws Exception {
    Path path = leaveSocketBehind();
    Files.createFile(path.resolveSibling("anna.sock.lock")); // its lock went with the process
    try (Listener listener = transport.listen(address, LinkOptions.DEFAULT, door)) {
      assertThat(dial(address, LinkOptions.DEFAULT).remote()).isEqualTo(listener.address());
    }
  }

  @Test
  void socketOfARunningProgramIsNeverTakenAway() throws Exception {
    Path path = leaveSocketBehind();
    Files.delete(path);
    try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      other.bind(UnixDomainSocketAddress.of(path));
      assertThatThrownBy(() -> transport.listen(address, LinkOptions.DEFAULT, door))
          .isInstanceOf(IOException.class)
          .hasMessage(address + " is in use by a running program; choose another socket_path");
      assertThat(path).exists();
    }
  }

  @Test
  void whatIsNoSocketStays() throws Exception {
    Files.createDirectories(folder.resolve("place"));
    Path file = Files.writeString(folder.resolve("place/anna.sock"), "dear");
    assertThatThrownBy(() -> transport.listen(address, LinkOptions.DEFAULT, door))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("something else than a socket");
    assertThat(file).hasContent("dear");
    assertThatThrownBy(() -> dial(address, LinkOptions.DEFAULT))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot reach " + address);
  }

  @Test
  void tooDeepADataFolderGivesWayToTheRuntimeFolder() throws Exception {
    Map<String, String> environment = Map.of("WEFT_RUNTIME_DIR", folder.resolve("run").toString());
    UnixAddress deep = new UnixAddress(folder.resolve("d".repeat(120)).resolve("weft.sock"));
    UnixAddress other = new UnixAddress(folder.resolve("e".repeat(120)).resolve("weft.sock"));
    User own = User.current();
    UnixAddress instead = SocketPlace.instead(deep, environment::get, own);
    assertThat(instead.path()).startsWithRaw(folder.resolve("run"));
    assertThat(instead.isTooLong()).isFalse();
    assertThat(permissions(folder.resolve("run"))).isEqualTo("rwx------");
    assertThat(SocketPlace.instead(deep, environment::get, own)).isEqualTo(instead);
    assertThat(SocketPlace.instead(other, environment::get, own)).isNotEqualTo(instead);
    try (Listener listener = transport.listen(instead.uri(), LinkOptions.DEFAULT, door)) {
      assertThat(dial(listener.address(), LinkOptions.DEFAULT).peer()).isPresent();
    }
  }

  @Test
  void chosenPathThatIsTooLongIsAnErrorWithItsLengthAndTheLimit() throws Exception {
    Path path = folder.resolve("d".repeat(120));
    UnixSettings chosen =
        new UnixSettings(Optional.of(path), 1, SystemIo.Wanted.AUTO, ChannelBounds.DEFAULT);
    String why =
        path
            + " has "
            + path.toString().length()
            + " bytes (limit "
            + UnixAddress.longest()
            + " for sockets); set a shorter socket_path";
    URI tooLong = new UnixAddress(path).uri();
    try (UnixTransport own =
        new UnixTransport(new TrialNetwork(folder.resolve("ids")).member("ben"), chosen)) {
      assertThatThrownBy(() -> own.listen(tooLong, LinkOptions.DEFAULT, door))
          .isInstanceOf(IOException.class)
          .hasMessage("cannot listen at " + tooLong + ": " + why);
    }
    assertThatThrownBy(() -> dial(tooLong, LinkOptions.DEFAULT))
        .isInstanceOf(IOException.class)
        .hasMessage("cannot reach " + tooLong + ": " + why);
  }

  @Test
  void placesThatCannotBeUsedAreNamed() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> listenIn(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file + " is no folder");
    Path open = Files.createDirectory(folder.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThatThrownBy(() -> listenIn(open))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("others may write into " + open);
    assertThat(namesIn(open)).isEmpty();
  }

  @Test
  void placeWithoutTheRightToWriteIsNamed() throws Exception {
    Path shut = Files.createDirectory(folder.resolve("shut"));
    Files.setPosixFilePermissions(shut, PosixFilePermissions.fromString("r-x------"));
    assumeFalse(Files.isWritable(shut), "root may write everywhere: run this as another user");
    assertThatThrownBy(() -> listenIn(shut))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("may not write into " + shut);
  }

  @Test
  void nobodyThereIsSaid() throws Exception {
    assertThatThrownBy(() -> dial(address, LinkOptions.DEFAULT))
        .isInstanceOf(IOException.class)
        .hasMessage("cannot reach " + address + ": there is no such socket");
    leaveSocketBehind();
    assertThatThrownBy(() -> dial(address, LinkOptions.DEFAULT))
        .isInstanceOf(IOException.class)
        .hasMessage("cannot reach " + address + ": connection refused");
  }

  @Test
  void withoutSecurityThereIsNoGreetingAndNobodyIsProven() throws Exception {
    try (Listener listener = transport.listen(address, PLAIN, door)) {
      Link link = dial(listener.address(), PLAIN);
      link.send(Frame.of(new byte[7]));
      Eventually.until(
          "the frame is there",
          WITHIN,
          () -> door.inboxes().size() == 1 && door.inboxes().get(0).count() == 1);
      assertThat(link.protection()).isEqualTo(Protection.NONE);
      assertThat(link.peer()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = SystemIo.Wanted.class,
      names = {"EPOLL", "NIO"})
  void processOfAnotherUserIsTurnedAwayAndToldWhy(SystemIo.Wanted io) throws Exception {
    assumeTrue(
        canBeSomebodyElse(), "only root with setpriv and perl can run a process of another user");
    Path place = Files.createTempDirectory("weft-users-");
    Path path = place.resolve("s");
    UnixSettings settings = new UnixSettings(Optional.empty(), 1, io, ChannelBounds.DEFAULT);
    try (UnixTransport own =
            new UnixTransport(new TrialNetwork(folder.resolve("ids")).member("ben"), settings);
        Listener listener = own.listen(new UnixAddress(path).uri(), LinkOptions.DEFAULT, door)) {
      assertThat(whatNobodyReads(path)).isEqualTo("no: Permission denied");
      Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwx--x--x"));
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw-rw-"));
      assertThat(whatNobodyReads(path)).contains("local sockets are for nodes of one user");
      Eventually.until("it is told", WITHIN, () -> door.refusals().size() == 1);
      assertThat(door.links()).isEmpty();
    } finally {
      Files.delete(place);
    }
  }

  /** What a process of another user gets to read at a socket. */
  private static String whatNobodyReads(Path path) throws Exception {
    String script =
        "use Socket; socket(S, PF_UNIX, SOCK_STREAM, 0);"
            + " connect(S, pack_sockaddr_un($ARGV[0])) or do { print \"no: $!\"; exit };"
            + " while (sysread(S, $b, 4096)) { print $b }";
    Process child =
        new ProcessBuilder(
                "setpriv",
                "--reuid=" + NOBODY,
                "--clear-groups",
                "perl",
                "-e",
                script,
                path.toString())
            .redirectErrorStream(true)
            .start();
    try {
      String read = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(child.waitFor(WITHIN.toSeconds(), TimeUnit.SECONDS)).isTrue();
      return read;
    } finally {
      child.destroyForcibly();
    }
  }

  private static boolean canBeSomebodyElse() throws Exception {
    try {
      Process trial =
          new ProcessBuilder(
                  "setpriv",
                  "--reuid=" + NOBODY,
                  "--clear-groups",
                  "perl",
                  "-MSocket",
                  "-e",
                  "exit 0")
              .redirectErrorStream(true)
              .start();
      return trial.waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private void listenIn(Path place) throws IOException {
    transport.listen(new UnixAddress(place.resolve("s")).uri(), LinkOptions.DEFAULT, door).close();
  }

  /** A socket file without anybody behind it, at the test's address. */
  private Path leaveSocketBehind() throws IOException {
    Path path = UnixAddress.of(address).path();
    Files.createDirectories(path.getParent());
    try (ServerSocketChannel killed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      killed.bind(UnixDomainSocketAddress.of(path));
    }
    assertThat(path).exists();
    return path;
  }

  private Link dial(URI to, LinkOptions options) throws IOException {
    return transport.dial(to, Expectation.anyone(Lane.CALLS), options, Inbox.keeping());
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private static List<String> namesIn(Path place) throws IOException {
    try (Stream<Path> files = Files.list(place)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
