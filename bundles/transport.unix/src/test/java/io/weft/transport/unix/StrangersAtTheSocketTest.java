package io.weft.transport.unix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.weft.identity.TrialNetwork;
import io.weft.testkit.Door;
import io.weft.testkit.Eventually;
import io.weft.testkit.Inbox;
import io.weft.transport.Expectation;
import io.weft.transport.Lane;
import io.weft.transport.LinkOptions;
import io.weft.transport.LinkRefusedException;
import io.weft.transport.Listener;
import io.weft.trust.Identity;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What arrives at a socket, or answers there, that is no node of this network. */
class StrangersAtTheSocketTest {

  private static final Duration WITHIN = Duration.ofSeconds(20);
  private static final LinkOptions OPTIONS =
      new LinkOptions(1 << 20, 64, Duration.ofSeconds(2), true);

  private final Door door = new Door();
  @TempDir Path folder;
  private Identity anna;
  private Identity ben;
  private UnixTransport transport;
  private Listener listener;

  @BeforeEach
  void listen() throws IOException {
    anna = new TrialNetwork(folder).member("anna");
    ben = new TrialNetwork(folder).member("ben");
    transport = new UnixTransport(ben, UnixSettings.DEFAULT);
    listener = transport.listen(new UnixAddress(folder.resolve("ben.sock")).uri(), OPTIONS, door);
  }

  @AfterEach
  void stop() {
    transport.close();
  }

  @AfterAll
  static void nothingWasForgotten() {
    LeakRecorder.assertNothingWasForgotten();
  }

  @Test
  void randomBytesAreAnsweredByAQuietClose() throws Exception {
    Random random = new Random(4711);
    for (int i = 0; i < 50; i++) {
      byte[] noise = new byte[1 + random.nextInt(4096)];
      random.nextBytes(noise);
      if (i % 2 == 0) {
        noise[0] = (byte) (1 + i % 4); // looks like the beginning of a greeting
      }
      try (Caller caller = new Caller()) {
        caller.write(noise);
        caller.socket.shutdownOutput();
        caller.drain();
      }
    }
    assertThat(door.links()).isEmpty();
    assertMembersGetIn();
  }

  @Test
  void silentCallerIsCutOffWhenItsTimeIsOver() throws Exception {
    try (Caller caller = new Caller()) {
      caller.drain();
    }
    assertThat(door.refusals()).isEmpty();
    assertMembersGetIn();
  }

  @Test
  void greetingThatTricklesInIsUnderstoodAndFramesBehindItAreNotLost() throws Exception {
    try (Caller caller = new Caller()) {
      ByteBuf all = Unpooled.buffer();
      byte[] nonce = new byte[32];
      byte[] theirs = caller.challenge();
      all.writeBytes(bytes(new Greeting.Challenge(nonce)));
      all.writeBytes(bytes(dialler(anna).own(nonce, theirs)));
      all.writeBytes(bytes(new Greeting.Welcome())); // before it knows whom it welcomes
      all.writeBytes(new byte[] {0, 0, 0, 2, 7, 7});
      while (all.isReadable()) {
        caller.write(new byte[] {all.readByte()});
      }
      Eventually.until(
          "the frame is there",
          WITHIN,
          () -> door.inboxes().size() == 1 && door.inboxes().get(0).count() == 1);
      assertThat(door.inboxes().get(0).frames().get(0)).containsExactly(7, 7);
      assertThat(door.links().get(0).peer()).contains(anna.id());
    }
  }

  @Test
  void proofThatWasGoodOnceIsRefusedTheSecondTime() throws Exception {
    byte[] nonce = new byte[32];
    byte[] recorded;
    try (Caller caller = new Caller()) {
      recorded = bytes(dialler(anna).own(nonce, caller.challenge()));
      caller.write(bytes(new Greeting.Challenge(nonce)));
      caller.write(recorded);
      assertThat(caller.next()).isInstanceOf(Greeting.Proof.class);
    }
    try (Caller caller = new Caller()) {
      caller.challenge();
      caller.write(bytes(new Greeting.Challenge(nonce)));
      caller.write(recorded);
      assertThat(caller.next())
          .isEqualTo(new Greeting.Refusal("its signature is not by the key of its certificate"));
      caller.drain();
    }
    Eventually.until("it is told", WITHIN, () -> door.refusals().size() == 1);
    assertThat(door.links()).isEmpty();
  }

  @Test
  void certificateOfAMemberWithAnotherKeysSignatureIsRefused() throws Exception {
    try (Caller caller = new Caller()) {
      byte[] nonce = new byte[32];
      byte[] theirs = caller.challenge();
      Greeting.Proof eve = dialler(new TrialNetwork(folder).stranger("eve")).own(nonce, theirs);
      Greeting.Proof shown =
          new Greeting.Proof(dialler(anna).own(nonce, theirs).chain(), eve.signature());
      caller.write(bytes(new Greeting.Challenge(nonce)));
      caller.write(bytes(shown));
      assertThat(caller.next()).isInstanceOf(Greeting.Refusal.class);
    }
    Eventually.until("it is told", WITHIN, () -> door.refusals().size() == 1);
    assertThat(door.links()).isEmpty();
  }

  @Test
  void strangerIsToldWhyItDoesNotGetIn() throws Exception {
    Identity eve = new TrialNetwork(folder).stranger("eve");
    try (Caller caller = new Caller()) {
      byte[] nonce = new byte[32];
      byte[] theirs = caller.challenge();
      caller.write(bytes(new Greeting.Challenge(nonce)));
      caller.write(bytes(dialler(eve).own(nonce, theirs)));
      Greeting.Refusal refusal = (Greeting.Refusal) caller.next();
      assertThat(refusal.reason()).contains("not invited").contains(eve.id().shortText());
    }
    Eventually.until("it is told", WITHIN, () -> door.refusals().size() == 1);
  }

  @Test
  void messagesOutOfTurnEndTheGreeting() throws Exception {
    for (Greeting early :
        new Greeting[] {
          new Greeting.Welcome(), new Greeting.Proof(java.util.List.of(new byte[1]), new byte[1])
        }) {
      try (Caller caller = new Caller()) {
        caller.challenge();
        caller.write(bytes(early));
        caller.drain();
      }
    }
    assertThat(door.links()).isEmpty();
  }

  @Test
  void listenerThatReflectsTheDiallersProofIsRefused() throws Exception {
    URI address = new UnixAddress(folder.resolve("mirror.sock")).uri();
    try (ServerSocketChannel mirror = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      mirror.bind(UnixDomainSocketAddress.of(folder.resolve("mirror.sock")));
      CompletableFuture<Greeting> verdict =
          CompletableFuture.supplyAsync(
              () -> {
                try (Caller caller = new Caller(mirror.accept())) {
                  caller.write(bytes(new Greeting.Challenge(new byte[32])));
                  caller.next();
                  caller.write(bytes(caller.next()));
                  return caller.next();
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      assertThatThrownBy(
              () ->
                  transport.dial(address, Expectation.anyone(Lane.CALLS), OPTIONS, Inbox.keeping()))
          .isInstanceOf(LinkRefusedException.class)
          .hasMessageContaining("signature");
      assertThat(verdict.get(WITHIN.toSeconds(), TimeUnit.SECONDS))
          .isInstanceOf(Greeting.Refusal.class);
    }
  }

  @Test
  void nothingIsSentToAProgramThatDoesNotGreet() throws Exception {
    URI address = new UnixAddress(folder.resolve("other.sock")).uri();
    try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      other.bind(UnixDomainSocketAddress.of(folder.resolve("other.sock")));
      CompletableFuture<Integer> heard =
          CompletableFuture.supplyAsync(
              () -> {
                try (SocketChannel caller = other.accept()) {
                  caller.write(ByteBuffer.wrap(new byte[] {'2', '2', '0', ' '}));
                  return caller.read(ByteBuffer.allocate(1));
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      assertThatThrownBy(
              () ->
                  transport.dial(address, Expectation.anyone(Lane.CALLS), OPTIONS, Inbox.keeping()))
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(LinkRefusedException.class)
          .hasMessageContaining("cannot reach " + address)
          .hasMessageContaining("does not greet as Weft does");
      assertThat(heard.get(WITHIN.toSeconds(), TimeUnit.SECONDS)).isEqualTo(-1);
    }
  }

  private void assertMembersGetIn() throws IOException {
    int before = door.links().size();
    try (UnixTransport other = new UnixTransport(anna, UnixSettings.DEFAULT)) {
      other.dial(
          listener.address(), Expectation.of(ben.id(), Lane.CALLS), OPTIONS, Inbox.keeping());
      Eventually.until("it is accepted", WITHIN, () -> door.links().size() == before + 1);
    }
  }

  private static Proving dialler(Identity identity) {
    return new Proving(identity, Proving.Role.DIALLER, Optional.empty());
  }

  private static byte[] bytes(Greeting message) {
    ByteBuf encoded = message.encode(UnpooledByteBufAllocator.DEFAULT);
    try {
      return ByteBufUtil.getBytes(encoded);
    } finally {
      encoded.release();
    }
  }

  /** The other end, byte by byte. */
  private final class Caller implements AutoCloseable {
    private final SocketChannel socket;
    private final ByteBuf read = Unpooled.buffer();

    Caller() throws IOException {
      this(SocketChannel.open(UnixDomainSocketAddress.of(folder.resolve("ben.sock"))));
    }

    Caller(SocketChannel socket) {
      this.socket = socket;
    }

    void write(byte[] bytes) {
      ByteBuffer left = ByteBuffer.wrap(bytes);
      try {
        while (left.hasRemaining()) {
          socket.write(left);
        }
      } catch (IOException e) {
        return; // it was cut off while it spoke: what it hears then is what counts
      }
    }

    byte[] challenge() throws IOException {
      return ((Greeting.Challenge) next()).nonce();
    }

    Greeting next() throws IOException {
      while (true) {
        Greeting message = Greeting.next(read);
        if (message != null) {
          return message;
        }
        ByteBuffer some = ByteBuffer.allocate(4096);
        if (socket.read(some) < 0) {
          throw new IOException("closed before a message was whole");
        }
        read.writeBytes(some.flip());
      }
    }

    /** Reads until the other end closes. */
    void drain() {
      try {
        ByteBuffer some = ByteBuffer.allocate(4096);
        while (socket.read(some) >= 0) {
          some.clear();
        }
      } catch (IOException e) {
        return; // a reset is an end, too
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
