package io.weft.ucx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.identity.TrialNetwork;
import io.weft.transport.LinkProtocolException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages that somebody on the fabric has touched. None of this needs UCX. */
class TlsRecordsTest {

  private static final URI PEER = URI.create("rdma://127.0.0.1:1");

  @TempDir Path folder;
  private ControlConnection dialling;
  private ControlConnection accepting;
  private Sealing sender;
  private Sealing receiver;
  private final List<byte[]> frames = new ArrayList<>();
  private final FrameReader reader =
      new FrameReader(
          1024,
          PEER,
          view -> {
            byte[] copy = new byte[view.remaining()];
            view.get(copy);
            frames.add(copy);
          });

  @BeforeEach
  void shakeHands() throws Exception {
    TrialNetwork network = new TrialNetwork(folder);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      MutualTls anna = new MutualTls(network.member("anna"));
      MutualTls ben = new MutualTls(network.member("ben"));
      SocketChannel out = SocketChannel.open(server.getLocalAddress());
      dialling = new ControlConnection(out, anna.dialling(Optional.empty()), deadline);
      accepting = new ControlConnection(server.accept(), ben.accepting(), deadline);
    }
    CompletableFuture<Void> other =
        CompletableFuture.runAsync(
            () -> {
              try {
                accepting.handshake();
                accepting.write(SetUp.no("hello"));
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    dialling.handshake();
    assertThat(dialling.read().refusal()).isEqualTo("hello");
    other.get(20, TimeUnit.SECONDS);
    dialling.write(SetUp.no("hello back"));
    assertThat(accepting.read().refusal()).isEqualTo("hello back");
    sender = new TlsRecords(dialling.session().orElseThrow());
    receiver = new TlsRecords(accepting.session().orElseThrow());
  }

  @AfterEach
  void close() {
    dialling.close();
    accepting.close();
  }

  private ByteBuffer sealed(int... content) throws Exception {
    ByteBuffer bytes = ByteBuffer.allocate(4 + content.length).putInt(content.length);
    for (int each : content) {
      bytes.put((byte) each);
    }
    ByteBuffer message = ByteBuffer.allocate(Slot.DATA_BYTES);
    sender.seal(bytes.flip(), message);
    return message.flip();
  }

  @Test
  void messagesCarryFramesUntilTheGoodbye() throws Exception {
    assertThat(receiver.open(sealed(1, 2, 3), reader)).isTrue();
    assertThat(receiver.open(sealed(4), reader)).isTrue();
    ByteBuffer goodbye = ByteBuffer.allocate(Slot.DATA_BYTES);
    sender.goodbye(goodbye);
    assertThat(receiver.open(goodbye.flip(), reader)).isFalse();
    assertThat(frames).containsExactly(new byte[] {1, 2, 3}, new byte[] {4});
  }

  @Test
  void anyBitThatWasChangedIsNoticed() throws Exception {
    ByteBuffer message = sealed(1, 2, 3);
    int middle = message.limit() / 2;
    message.put(middle, (byte) (message.get(middle) ^ 1));
    refused(message);
  }

  @Test
  void messageThatComesTwiceIsNoticed() throws Exception {
    ByteBuffer message = sealed(1, 2, 3);
    receiver.open(message.duplicate(), reader);
    frames.clear();
    refused(message);
  }

  @Test
  void messageThatWasTakenOutIsNoticed() throws Exception {
    sealed(1, 2, 3);
    refused(sealed(4));
  }

  @Test
  void messageThatWasCutIsNoticed() throws Exception {
    ByteBuffer message = sealed(1, 2, 3);
    refused(message.limit(message.limit() - 1));
  }

  @Test
  void unprotectedBytesAreNoFrames() {
    refused(ByteBuffer.allocate(5).putInt(1).put((byte) 7).flip());
  }

  private void refused(ByteBuffer message) {
    assertThatThrownBy(() -> receiver.open(message, reader))
        .isInstanceOf(LinkProtocolException.class)
        .hasMessageContaining("TLS record");
    assertThat(frames).isEmpty();
  }
}
