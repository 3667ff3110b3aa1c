package io.weft.ucx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.identity.TrialNetwork;
import io.weft.testkit.Door;
import io.weft.testkit.Eventually;
import io.weft.testkit.Inbox;
import io.weft.transport.Expectation;
import io.weft.transport.Frame;
import io.weft.transport.Lane;
import io.weft.transport.Link;
import io.weft.transport.LinkOptions;
import io.weft.transport.LinkProtocolException;
import io.weft.transport.Listener;
import io.weft.transport.rdma.RdmaSettings;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Strangers at the control port, and members that break the rules: the others go on. */
@NeedsUcx
class HostilePeersTest {

  private static final Duration WITHIN = Duration.ofSeconds(20);
  private static final LinkOptions OPTIONS = new LinkOptions(1024, 16, Duration.ofSeconds(5), true);

  @TempDir Path folder;
  private TrialNetwork network;
  private UcxTransport ben;
  private UcxTransport anna;
  private Listener listener;
  private final Door door = new Door();
  private final List<AutoCloseable> open = new ArrayList<>();

  @BeforeEach
  void listen() throws Exception {
    network = new TrialNetwork(folder);
    RdmaSettings two =
        new RdmaSettings(RdmaSettings.Fabric.SHARED_MEMORY, false, 50, 1 << 20, 64 << 20, 2);
    ben = new UcxTransport(network.member("ben"), two);
    anna = new UcxTransport(network.member("anna"), two);
    listener = ben.listen(URI.create("rdma://127.0.0.1:0"), OPTIONS, door);
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
    listener.close();
    anna.close();
    ben.close();
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(name -> name.startsWith("weft-rdma"));
  }

  private SocketAddress port() {
    return new InetSocketAddress(listener.address().getHost(), listener.address().getPort());
  }

  private void membersAreStillLinked() throws IOException {
    int before = door.links().size();
    Link link =
        anna.dial(listener.address(), Expectation.anyone(Lane.CALLS), OPTIONS, Inbox.keeping());
    Eventually.until("the member is linked", WITHIN, () -> door.links().size() > before);
    link.close();
  }

  private static int read(Socket socket) throws IOException {
    socket.setSoTimeout((int) WITHIN.toMillis());
    try {
      return socket.getInputStream().readNBytes(4096).length;
    } catch (SocketException e) {
      return 0; // reset: closed as well
    }
  }

  @Test
  void strangersWhoSayNothingDoNotKeepMembersOut() throws Exception {
    List<Socket> silent = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Socket socket = new Socket();
      open.add(socket);
      socket.connect(port());
      silent.add(socket);
    }
    membersAreStillLinked();
    assertThat(read(silent.get(0))).as("the oldest gave way").isZero();
  }

  @Test
  void strangerWhoSaysNothingIsLetGoInTheEnd() throws Exception {
    try (Socket socket = new Socket()) {
      socket.connect(port());
      assertThat(read(socket)).isLessThan(4096);
    }
    assertThat(door.links()).isEmpty();
  }

  @Test
  void garbageIsNoHandshake() throws Exception {
    try (Socket socket = new Socket()) {
      socket.connect(port());
      byte[] request = "GET / HTTP/1.1\r\n\r\n".repeat(50).getBytes(StandardCharsets.US_ASCII);
      socket.getOutputStream().write(request);
      read(socket);
    }
    assertThat(door.links()).isEmpty();
    membersAreStillLinked();
  }

  /** A member's control connection, by hand. */
  private ControlConnection member() throws IOException {
    long deadline = System.nanoTime() + WITHIN.toNanos();
    SocketChannel channel = SocketChannel.open(port());
    MutualTls tls = new MutualTls(network.member("cyd"));
    ControlConnection control =
        new ControlConnection(channel, tls.dialling(Optional.empty()), deadline);
    open.add(control);
    control.handshake();
    return control;
  }

  @Test
  void setUpThatIsNoneEndsTheConnection() throws Exception {
    ControlConnection control = member();
    control.write(new SetUp(false, false, 1, "x".repeat(600), new byte[0], ""));
    assertThatThrownBy(control::read).isInstanceOf(IOException.class);
    assertThat(door.links()).isEmpty();
    membersAreStillLinked();
  }

  @Test
  void memberOfAnotherMachineIsToldThatSharedMemoryDoesNotReachIt() throws Exception {
    ControlConnection control = member();
    control.write(new SetUp(false, false, 1, "elsewhere", new byte[] {1, 2, 3}, ""));
    assertThat(control.read().refusal()).contains("another machine");
    membersAreStillLinked();
  }

  @Test
  void forgedMessagesCloseTheirLinkOnly() throws Exception {
    for (int number : new int[] {0, 7}) {
      int before = door.links().size();
      ControlConnection control = member();
      Worker worker = new Worker("sm,self", (token, count, data) -> {});
      open.add(0, worker::destroy);
      control.write(new SetUp(false, false, 1, Fabric.host(), worker.address(), ""));
      SetUp answer = control.read();
      assertThat(answer.refusal()).isEmpty();
      Eventually.until("linked", WITHIN, () -> door.links().size() > before);
      var endpoint = worker.connect(answer.address());
      Slot slot = new Slot(worker);
      slot.data.putInt(1).put((byte) 7);
      slot.head(answer.token(), number);
      slot.request = worker.send(endpoint, slot.memory, slot.data.position());
      Inbox inbox = door.inboxes().get(before);
      long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (!inbox.isClosed() && System.nanoTime() < until) {
        worker.progress();
        Thread.onSpinWait();
      }
      assertThat(inbox.frames()).isEmpty();
      assertThat(inbox.closings().get(0).orElseThrow()).isInstanceOf(LinkProtocolException.class);
    }
    membersAreStillLinked();
  }

  @Test
  void bytesOnTheControlConnectionAfterTheSetUpCloseTheLink() throws Exception {
    ControlConnection control = member();
    Worker worker = new Worker("sm,self", (token, count, data) -> {});
    open.add(0, worker::destroy);
    control.write(new SetUp(false, false, 1, Fabric.host(), worker.address(), ""));
    control.read();
    Eventually.until("linked", WITHIN, () -> !door.links().isEmpty());
    control.write(SetUp.no("more"));
    Inbox inbox = door.inboxes().get(0);
    Eventually.until("closed", WITHIN, inbox::isClosed);
    assertThat(inbox.closings().get(0).orElseThrow())
        .isInstanceOf(LinkProtocolException.class)
        .hasMessageContaining("bytes after the set-up");
  }

  @Test
  void peerThatReadsNothingAndGoesLeavesATransportThatRestsAndStops() throws Exception {
    ControlConnection control = member();
    Worker worker = new Worker("sm,self", (token, count, data) -> {});
    open.add(worker::destroy); // it takes nothing: nobody calls its progress
    control.write(new SetUp(false, false, 1, Fabric.host(), worker.address(), ""));
    control.read();
    Eventually.until("linked", WITHIN, () -> !door.links().isEmpty());
    Link link = door.links().get(0);
    Thread sender =
        new Thread(
            () -> {
              try {
                while (true) {
                  link.send(
                      new Frame() {
                        @Override
                        public int size() {
                          return 1000;
                        }

                        @Override
                        public void writeTo(ByteBuffer buffer) {
                          buffer.put(new byte[1000]);
                        }
                      });
                }
              } catch (IOException e) {
                // closed below
              }
            });
    sender.start();
    Eventually.until("the sender waits", WITHIN, () -> sender.getState() == Thread.State.WAITING);
    control.close();
    Eventually.until("closed", WITHIN, () -> door.inboxes().get(0).isClosed());
    sender.join(WITHIN.toMillis());
    membersAreStillLinked();
    Eventually.until("its reader rests", WITHIN, HostilePeersTest::readersRest);
  }

  /** Over some time, the readers of both nodes use a small part of it. */
  private static boolean readersRest() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long before = readersNanos(threads);
    long begun = System.nanoTime();
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(300));
    return readersNanos(threads) - before < (System.nanoTime() - begun) / 5;
  }

  private static long readersNanos(ThreadMXBean threads) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("weft-rdma"))
        .mapToLong(thread -> threads.getThreadCpuTime(thread.threadId()))
        .sum();
  }
}
