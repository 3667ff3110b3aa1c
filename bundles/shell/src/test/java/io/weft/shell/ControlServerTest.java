package io.weft.shell;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.shell.text.Terminal;
import io.weft.testkit.Eventually;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlServerTest {

  @TempDir Path temporary;

  private final CountDownLatch release = new CountDownLatch(1);
  private final CountDownLatch interrupted = new CountDownLatch(1);
  private final CountDownLatch afterwards = new CountDownLatch(1);
  private final List<AutoCloseable> opened = new ArrayList<>();
  private Path data;
  private ControlServer server;

  @BeforeEach
  void serve() throws IOException {
    data = Files.createDirectory(temporary.resolve("data"));
    server = open();
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
    server.close();
    assertThat(threads()).isEmpty();
  }

  @Test
  void outputErrorsAndExitCodeComeBack() throws Exception {
    try (ControlClient client = connect()) {
      client.ask(100, true, "echo", "héllo", "");

      assertThat(client.answer())
          .isEqualTo(new ControlClient.Answer("echo|héllo|| 100 true\n", "remark\n", 7));
    }
  }

  @Test
  void whatIsTypedGoesToTheCommandThatAsks() throws Exception {
    try (ControlClient client = connect()) {
      client.ask(0, false, "ask");
      assertThat(client.frame().text()).isEqualTo("who? ");
      client.send(ByteBuffer.wrap("  \u00e4d".getBytes(UTF_8)));
      client.send(ByteBuffer.wrap("a\r\nnobody\n".getBytes(UTF_8)));

      assertThat(client.answer()).isEqualTo(new ControlClient.Answer("\u00e4da\n", "", 0));
    }
  }

  @Test
  void whoTypesNoMoreCancelsTheCommandThatAsks() throws Exception {
    try (ControlClient client = connect()) {
      client.ask(0, false, "ask");
      client.frame();
      Eventually.until(
          "it waits",
          Duration.ofSeconds(5),
          () ->
              Thread.getAllStackTraces().keySet().stream()
                  .filter(thread -> thread.getName().startsWith("weft-shell-command"))
                  .anyMatch(thread -> thread.getState() == Thread.State.WAITING));
      client.shutdownOutput();

      assertThat(client.answer().exit()).isEqualTo(1);
    }
  }

  @Test
  void whatFollowsTheAnswerRunsAfterTheClientHasGone() throws Exception {
    try (ControlClient client = connect()) {
      client.ask(0, false, "later");

      assertThat(client.answer().exit()).isZero();
    }
    assertThat(afterwards.await(5, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aClientThatGoesAwayCancelsItsCommand() throws Exception {
    ControlClient client = connect();
    client.ask(0, false, "wait");
    assertThat(client.frame().text()).isEqualTo("waiting\n");

    client.close();

    assertThat(interrupted.await(5, TimeUnit.SECONDS)).isTrue();
    Eventually.until("clients are gone", Duration.ofSeconds(5), () -> server.clients() == 0);
  }

  @Test
  void closingCancelsCommandsAndTellsTheirClients() throws Exception {
    try (ControlClient client = connect()) {
      client.ask(0, false, "wait");
      assertThat(client.frame().text()).isEqualTo("waiting\n");

      server.close();

      assertThat(client.answer()).isEqualTo(new ControlClient.Answer("", "cancelled\n", 1));
      assertThat(threads()).isEmpty();
    }
  }

  @Test
  void closingDoesNotWaitForAClientThatDoesNotRead() throws Exception {
    try (ControlClient client = connect()) {
      client.ask(0, false, "flood");
      client.frame();

      server.close();

      assertThat(threads()).isEmpty();
    }
  }

  @Test
  void theThirtyThirdClientIsTurnedAwayAndLaterOnesAreServed() throws Exception {
    List<ControlClient> clients = new ArrayList<>();
    for (int i = 0; i < 32; i++) {
      ControlClient client = connect();
      opened.add(client);
      clients.add(client);
      client.ask(0, false, "wait");
      client.frame();
    }
    try (ControlClient client = connect()) {
      assertThat(client.answer())
          .isEqualTo(
              new ControlClient.Answer(
                  "",
                  "weft: 32 commands run already (limit 32): try again when one has ended\n",
                  1));
    }

    clients.get(5).close();
    Eventually.until("clients are gone", Duration.ofSeconds(5), () -> server.clients() == 31);

    try (ControlClient client = connect()) {
      client.ask(0, false, "echo");
      assertThat(client.answer().exit()).isEqualTo(7);
    }
    release.countDown();
  }

  @Test
  void garbageIsHungUpOn() throws Exception {
    Random random = new Random(7);
    for (int i = 0; i < 20; i++) {
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      try (ControlClient client = connect()) {
        client.send(ByteBuffer.wrap(bytes));
        client.shutdownOutput();
        assertThat(client.answer().out()).isEmpty();
      }
    }
    Eventually.until("clients are gone", Duration.ofSeconds(5), () -> server.clients() == 0);
    try (ControlClient client = connect()) {
      client.ask(0, false, "echo");
      assertThat(client.answer().exit()).isEqualTo(7);
    }
  }

  @Test
  void whatIsTooMuchIsRefusedWithAReason() throws Exception {
    assertThat(refusal(header(2, 0)))
        .isEqualTo(
            "weft: protocol version 2 is asked for, this node speaks 1: use the weft script that"
                + " came with it\n");
    assertThat(refusal(header(1, 1001))).isEqualTo("weft: 1001 arguments (limit 1000)\n");
    assertThat(refusal(header(1, -1))).isEqualTo("weft: -1 arguments (limit 1000)\n");
    assertThat(refusal(header(1, 1).putInt(16 * 1024 * 1024 + 1)))
        .isEqualTo("weft: argument 1 has 16777217 bytes (limit 16777216 for all together)\n");
    assertThat(refusal(header(1, 1).putInt(2).put((byte) 0xc3).put((byte) 0x28)))
        .isEqualTo("weft: argument 1 is not UTF-8\n");
  }

  private String refusal(ByteBuffer bytes) throws IOException {
    try (ControlClient client = connect()) {
      client.send(bytes.flip());
      ControlClient.Answer answer = client.answer();
      assertThat(answer.exit()).isEqualTo(2);
      return answer.err();
    }
  }

  private static ByteBuffer header(int version, int count) {
    return ByteBuffer.allocate(100)
        .putInt(0x57454654)
        .putInt(version)
        .putInt(80)
        .put((byte) 0)
        .putInt(count);
  }

  @Test
  void aMistakeOfACommandIsTold() throws Exception {
    try (ControlClient client = connect()) {
      client.ask(0, false, "mistake");

      assertThat(client.answer())
          .isEqualTo(
              new ControlClient.Answer(
                  "",
                  "weft: failed unexpectedly: java.lang.IllegalStateException: oops (the node's"
                      + " log has more)\n",
                  1));
    }
  }

  @Test
  void onlyTheOwnerCanOpenTheSocket() throws Exception {
    Path socket = data.resolve("control.sock");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
        .isEqualTo("rw-------");
    Path pointer = data.resolve("control");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(pointer)))
        .isEqualTo("rw-------");
    assertThat(Files.readString(pointer)).isEqualTo(socket.toString());
  }

  @Test
  void nothingIsLeftOfItAfterwards() throws Exception {
    server.close();

    try (var files = Files.list(data)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void whatAKilledNodeLeftBehindIsReplaced() throws Exception {
    server.close();
    ServerSocketChannel killed = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    killed.bind(UnixDomainSocketAddress.of(data.resolve("control.sock")));
    killed.close();
    Files.writeString(data.resolve("control"), "/nowhere");

    server = open();

    try (ControlClient client = connect()) {
      client.ask(0, false, "echo");
      assertThat(client.answer().exit()).isEqualTo(7);
    }
  }

  @Test
  void aSecondNodeInTheSameDirectoryIsRefused() {
    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .hasMessage("another node runs in the data directory " + data);
    assertThat(data.resolve("control.sock")).exists();
  }

  @Test
  void aLongDataDirectoryHasItsSocketElsewhere() throws Exception {
    server.close();
    data = Files.createDirectories(temporary.resolve("d".repeat(120)));

    server = open();

    Path socket = Path.of(Files.readString(data.resolve("control")));
    assertThat(socket.getFileName().toString()).matches("weft-[0-9a-f]{16}\\.sock");
    assertThat(socket.getParent().getParent()).isEqualTo(temporary);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket.getParent())))
        .isEqualTo("rwx------");
    try (ControlClient client = connect()) {
      client.ask(0, false, "echo");
      assertThat(client.answer().exit()).isEqualTo(7);
    }
    server.close();
    assertThat(socket).doesNotExist();
  }

  @Test
  void aDirectoryThatIsALinkIsNotTrusted() throws Exception {
    Path longData = Files.createDirectories(temporary.resolve("d".repeat(120)));
    Path target = Files.createDirectory(temporary.resolve("elsewhere"));
    Files.createSymbolicLink(
        temporary.resolve("weft-control-" + System.getProperty("user.name")), target);

    assertThatThrownBy(() -> new ControlFiles(longData, temporary).bind())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("does not belong to this user: remove it");
  }

  private ControlServer open() throws IOException {
    return new ControlServer(new ControlFiles(data, temporary), 32, this::command);
  }

  private ControlClient connect() throws IOException {
    return new ControlClient(Path.of(Files.readString(data.resolve("control"))));
  }

  private int command(Terminal terminal, String[] arguments) {
    switch (arguments[0]) {
      case "wait" -> {
        terminal.line("waiting");
        terminal.flush();
        try {
          release.await();
        } catch (InterruptedException e) {
          interrupted.countDown();
          terminal.remark("cancelled");
          return 1;
        }
      }
      case "ask" -> {
        try {
          terminal.line(terminal.ask("who?"));
        } catch (InterruptedException e) {
          return 1;
        }
      }
      case "flood" -> {
        while (!terminal.out().checkError()) {
          terminal.line("x".repeat(10_000));
        }
      }
      case "later" -> terminal.afterwards(afterwards::countDown);
      case "mistake" -> throw new IllegalStateException("oops");
      default -> {
        terminal.line(
            String.join("|", arguments) + "| " + terminal.columns() + " " + terminal.colour());
        terminal.remark("remark");
        return 7;
      }
    }
    return 0;
  }

  private static List<String> threads() {
    Eventually.until("all threads have ended", Duration.ofSeconds(2), () -> running().isEmpty());
    return running();
  }

  private static List<String> running() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("weft-shell"))
        .toList();
  }

  @Test
  void framesOfTheAnswerAreSmall() throws Exception {
    try (ControlClient client = connect()) {
      client.ask(0, false, "flood");
      ControlClient.Frame frame = client.frame();
      assertThat(frame.bytes().length).isBetween(1, 64 * 1024);
      assertThat(new String(frame.bytes(), UTF_8)).startsWith("xxx");
    }
  }
}
