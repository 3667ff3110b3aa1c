package io.weft.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.netty.util.ResourceLeakDetector;
import io.weft.channel.ChannelBounds;
import io.weft.channel.MutualTls;
import io.weft.channel.SystemIo;
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
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is TCP's own, beyond the contract. */
class TcpTransportTest {

  private static final Duration WITHIN = Duration.ofSeconds(20);
  private static final LinkOptions PLAIN = new LinkOptions(1024, 16, Duration.ofSeconds(5), false);
  private static final URI LOOPBACK = URI.create("tcp://127.0.0.1:0");

  private final KeptIdentity anna = new KeptIdentity("p256");
  private final TcpTransport transport = new TcpTransport(anna, TcpSettings.DEFAULT);
  private final Door door = new Door();

  @AfterAll
  static void nothingWasForgotten() {
    LeakRecorder.assertNothingWasForgotten();
  }

  @AfterEach
  void stop() {
    transport.close();
  }

  @ParameterizedTest
  @CsvSource({"rsa, BORINGSSL", "rsa, JDK", "p384, BORINGSSL", "p384, JDK"})
  void otherKeysThanP256Serve(String key, MutualTls.Provider provider) throws Exception {
    KeptIdentity other = new KeptIdentity(key);
    TcpSettings settings = Engines.of(SystemIo.Wanted.AUTO, provider);
    try (TcpTransport peer = new TcpTransport(other, settings);
        Listener there = peer.listen(LOOPBACK, LinkOptions.DEFAULT, door);
        Listener here = transport.listen(LOOPBACK, LinkOptions.DEFAULT, door)) {
      assertThat(dial(transport, there.address(), LinkOptions.DEFAULT).peer()).contains(other.id());
      assertThat(dial(peer, here.address(), LinkOptions.DEFAULT).peer()).contains(anna.id());
    }
  }

  @Test
  void plainLinksAreForLoopbackOnly() throws Exception {
    URI everywhere = URI.create("tcp://0.0.0.0:0");
    URI elsewhere = URI.create("tcp://192.0.2.1:7001");
    assertThatThrownBy(() -> transport.listen(everywhere, PLAIN, door))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tcp://0.0.0.0:0")
        .hasMessageContaining("127.0.0.1");
    assertThatThrownBy(() -> dial(transport, elsewhere, PLAIN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("loopback only");
    try (Listener listener = transport.listen(LOOPBACK, PLAIN, door)) {
      Link link = dial(transport, listener.address(), PLAIN);
      link.send(Frame.of(new byte[7]));
      Eventually.until(
          "the frame is there",
          WITHIN,
          () -> door.inboxes().size() == 1 && door.inboxes().get(0).count() == 1);
      assertThat(link.protection()).isEqualTo(Protection.NONE);
      assertThat(link.peer()).isEmpty();
    }
  }

  @Test
  void securedAndPlainDoNotUnderstandEachOther() throws Exception {
    try (Listener listener = transport.listen(LOOPBACK, PLAIN, door)) {
      LinkOptions secured = new LinkOptions(1024, 16, Duration.ofSeconds(1), true);
      assertThatThrownBy(() -> dial(transport, listener.address(), secured))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("cannot reach " + listener.address());
    }
  }

  @Test
  void sixIsListenedAtAndDialled() throws Exception {
    try (Listener listener =
        transport.listen(URI.create("tcp://[::1]:0"), LinkOptions.DEFAULT, door)) {
      assertThat(listener.address().toString()).startsWith("tcp://[::1]:");
      Link link = dial(transport, listener.address(), LinkOptions.DEFAULT);
      assertThat(link.remote()).isEqualTo(listener.address());
    }
  }

  @Test
  void dialsFromTheAddressThatWasAskedFor() throws Exception {
    InetAddress from = InetAddress.getByName("127.0.0.9");
    Expectation expectation = new Expectation(Optional.empty(), Lane.CALLS, Optional.of(from));
    try (Listener listener = transport.listen(LOOPBACK, LinkOptions.DEFAULT, door)) {
      Link link =
          transport.dial(listener.address(), expectation, LinkOptions.DEFAULT, Inbox.keeping());
      assertThat(link.local().getHost()).isEqualTo("127.0.0.9");
    }
    assertThatThrownBy(
            () ->
                transport.dial(
                    URI.create("tcp://[::1]:1"), expectation, LinkOptions.DEFAULT, Inbox.keeping()))
        .hasMessageContaining("IPv6");
  }

  @Test
  void nobodyThereAndUnknownNamesAreSaid() throws Exception {
    URI free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = URI.create("tcp://127.0.0.1:" + socket.getLocalPort());
    }
    assertThatThrownBy(() -> dial(transport, free, LinkOptions.DEFAULT))
        .isInstanceOf(IOException.class)
        .hasMessage("cannot reach " + free + ": connection refused");
    assertThatThrownBy(
            () -> dial(transport, URI.create("tcp://nobody.invalid:1"), LinkOptions.DEFAULT))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("unknown host nobody.invalid");
    assertThatThrownBy(() -> dial(transport, LOOPBACK, LinkOptions.DEFAULT))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void portOfAnotherProgramAndForeignAddressesAreNamed() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      URI taken = URI.create("tcp://127.0.0.1:" + other.getLocalPort());
      assertThatThrownBy(() -> transport.listen(taken, LinkOptions.DEFAULT, door))
          .isInstanceOf(IOException.class)
          .hasMessage(
              taken + " is in use by another program; choose another port or 0 for any free one");
    }
    URI foreign = URI.create("tcp://192.0.2.1:0");
    assertThatThrownBy(() -> transport.listen(foreign, LinkOptions.DEFAULT, door))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is no address of this machine");
  }

  @ParameterizedTest
  @EnumSource(SystemIo.Wanted.class)
  void bulkHasThreadsOfItsOwnAndNoneAreLeft(SystemIo.Wanted io) throws Exception {
    AtomicReference<String> thread = new AtomicReference<>("");
    Inbox inbox = Inbox.then((link, view) -> thread.set(Thread.currentThread().getName()));
    try (TcpTransport own = new TcpTransport(anna, Engines.of(io, MutualTls.Provider.AUTO))) {
      Listener listener = own.listen(LOOPBACK, LinkOptions.DEFAULT, door);
      own.dial(
          listener.address(), Expectation.anyone(Lane.CALLS), LinkOptions.DEFAULT, Inbox.keeping());
      Eventually.until("it is accepted", WITHIN, () -> door.links().size() == 1);
      assertThat(threads()).noneMatch(name -> name.startsWith("weft-tcp-bulk"));
      own.dial(listener.address(), Expectation.anyone(Lane.BULK), LinkOptions.DEFAULT, inbox);
      Eventually.until("both are accepted", WITHIN, () -> door.links().size() == 2);
      door.links().get(1).send(Frame.of(new byte[1]));
      Eventually.until("the frame is there", WITHIN, () -> inbox.count() == 1);
      assertThat(thread.get()).startsWith("weft-tcp-bulk-");
    }
    transport.close();
    Eventually.until(
        "no thread is left", WITHIN, () -> threads().stream().noneMatch(n -> n.contains("tcp")));
  }

  @Test
  void smallFramesMakeNoGarbage() throws Exception {
    ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED); // it makes garbage itself
    Door counting = new Door(Inbox::counting);
    try (Listener listener = transport.listen(LOOPBACK, LinkOptions.DEFAULT, counting)) {
      Link link = dial(transport, listener.address(), LinkOptions.DEFAULT);
      Frame frame = new Zeros(128);
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      int frames = 50_000;
      for (int i = 0; i < frames; i++) {
        link.send(frame);
      }
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < frames; i++) {
        link.send(frame);
      }
      long perFrame = (threads.getCurrentThreadAllocatedBytes() - before) / frames;
      assertThat(perFrame).as("bytes allocated per frame").isLessThan(16);
      Eventually.until(
          "all are there", WITHIN, () -> counting.inboxes().get(0).count() == 2 * frames);
    } finally {
      ResourceLeakDetector.setLevel(level);
    }
  }

  @Test
  void frameThatBreaksItsPromiseIsNotSent() throws Exception {
    try (Listener listener = transport.listen(LOOPBACK, LinkOptions.DEFAULT, door)) {
      Link link = dial(transport, listener.address(), LinkOptions.DEFAULT);
      Frame shorter =
          new Frame() {
            @Override
            public int size() {
              return 10;
            }

            @Override
            public void writeTo(ByteBuffer buffer) {
              buffer.put((byte) 1);
            }
          };
      assertThatThrownBy(() -> link.send(shorter))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("announced 10 bytes and wrote 1");
      link.send(new Zeros(3));
      Eventually.until(
          "the next one is there",
          WITHIN,
          () -> door.inboxes().size() == 1 && door.inboxes().get(0).count() == 1);
      assertThat(door.inboxes().get(0).frames().get(0)).hasSize(3);
    }
  }

  @Test
  void slowPeerLosesTheLinkWhenTheDeliveringThreadExceedsTheBound() throws Exception {
    TcpSettings best = TcpSettings.DEFAULT;
    TcpSettings tight =
        new TcpSettings(
            1,
            best.tlsProvider(),
            best.nativeTransport(),
            new ChannelBounds(64 << 10, 1 << 20, best.bounds().maxHandshakes()));
    LinkOptions options = new LinkOptions(64 << 10, 4, Duration.ofSeconds(5), true);
    AtomicReference<IOException> failure = new AtomicReference<>();
    Inbox flooding =
        Inbox.then(
            (link, view) -> {
              try {
                for (int i = 0; i < 100_000; i++) {
                  link.send(new Zeros(64 << 10));
                }
              } catch (IOException e) {
                failure.set(e);
              }
            });
    try (TcpTransport own = new TcpTransport(anna, tight);
        Listener listener = transport.listen(LOOPBACK, options, door)) {
      own.dial(listener.address(), Expectation.anyone(Lane.CALLS), options, flooding);
      Eventually.until("it is accepted", WITHIN, () -> door.links().size() == 1);
      door.inboxes().get(0).pause();
      door.links().get(0).send(new Zeros(1));
      Eventually.until("the link is given up", WITHIN, flooding::isClosed);
      door.inboxes().get(0).resume();
      assertThat(failure.get()).hasMessageContaining("does not read");
      assertThat(flooding.closings().get(0).orElseThrow()).hasMessageContaining("does not read");
    }
  }

  @Test
  void settingsOutOfRangeAreNamed() {
    assertThatThrownBy(
            () ->
                new TcpSettings(
                    65, MutualTls.Provider.AUTO, SystemIo.Wanted.AUTO, ChannelBounds.DEFAULT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("event_loops of io.weft.transport.tcp is 65; it must be 0 to 64");
    assertThatCode(() -> TcpSettings.DEFAULT.loops()).doesNotThrowAnyException();
  }

  private static Link dial(TcpTransport from, URI address, LinkOptions options) throws IOException {
    return from.dial(address, Expectation.anyone(Lane.CALLS), options, Inbox.keeping());
  }

  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList();
  }

  private record Zeros(int size) implements Frame {
    private static final byte[] ZEROS = new byte[64 << 10];

    @Override
    public void writeTo(ByteBuffer buffer) {
      buffer.put(ZEROS, 0, size);
    }
  }
}
