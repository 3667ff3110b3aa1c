package io.weft.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientTest {
  @TempDir Path folder;
  private final List<ServerSocketChannel> servers = new ArrayList<>();

  @AfterEach
  void close() throws IOException {
    for (ServerSocketChannel server : servers) {
      server.close();
    }
  }

  /** A data directory whose control socket is there; nothing is accepted yet. */
  private ServerSocketChannel node(Path data) throws IOException {
    Files.createDirectories(data);
    Path socket = folder.resolve("s" + servers.size());
    Files.writeString(data.resolve("control"), socket + "\nmore\n");
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    servers.add(server);
    return server;
  }

  private static void frame(DataOutputStream out, int type, byte[] content) throws IOException {
    out.writeByte(type);
    out.writeInt(content.length);
    out.write(content);
  }

  @Test
  void verbsThatTakeFilesAreToldWhereTheyAre() {
    assertThat(Client.located(List.of("send", "film", "bob"), Path.of("/home/me")))
        .containsExactly("send", "--here=/home/me", "film", "bob");
    assertThat(Client.located(List.of("nodes"), Path.of("/home/me"))).containsExactly("nodes");
    assertThat(Client.located(List.of(), Path.of("/home/me"))).isEmpty();
  }

  @Test
  void whatIsTypedFollowsTheArgumentsOfACommandThatAsks() throws Exception {
    assertThat(Client.asks(List.of("transfer"), true)).isTrue();
    assertThat(Client.asks(List.of("transfer"), false)).isFalse();
    assertThat(Client.asks(List.of("transfer", "pause", "x"), true)).isFalse();
    assertThat(Client.located(List.of("transfer", "--asks"), Path.of("/home/me")))
        .containsExactly("transfer", "--here=/home/me", "--asks");

    ServerSocketChannel server = node(folder.resolve("node"));
    try (SocketChannel channel = Client.connect(folder.resolve("s0"));
        SocketChannel accepted = server.accept()) {
      Client.passOn(
          new ByteArrayInputStream("1\nfilm\n".getBytes(StandardCharsets.UTF_8)), channel);
      assertThat(Channels.newInputStream(accepted).readAllBytes())
          .asString(StandardCharsets.UTF_8)
          .isEqualTo("1\nfilm\n");
    }
  }

  @Test
  void handsOverArgumentsAndShowsTheAnswer() throws Exception {
    Path data = folder.resolve("node");
    ServerSocketChannel server = node(data);
    CompletableFuture<String> heard = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try (SocketChannel channel = server.accept()) {
                DataInputStream in = new DataInputStream(Channels.newInputStream(channel));
                StringBuilder text = new StringBuilder();
                text.append(Integer.toHexString(in.readInt())).append(' ');
                text.append(in.readInt()).append(' ').append(in.readInt()).append(' ');
                text.append(in.readByte());
                int count = in.readInt();
                for (int i = 0; i < count; i++) {
                  byte[] bytes = in.readNBytes(in.readInt());
                  text.append(' ').append(new String(bytes, StandardCharsets.UTF_8));
                }
                DataOutputStream out = new DataOutputStream(Channels.newOutputStream(channel));
                frame(out, Client.OUTPUT, "täble\n".getBytes(StandardCharsets.UTF_8));
                frame(out, Client.ERRORS, "hm\n".getBytes(StandardCharsets.UTF_8));
                frame(out, Client.EXIT, new byte[] {0, 0, 0, 7});
                heard.complete(text.toString());
              } catch (IOException e) {
                heard.completeExceptionally(e);
              }
            });
    thread.start();
    NodeChoice choice =
        NodeChoice.of(
            List.of("--data", data.toString(), "request", "é", "--", "--data"), Map.of(), folder);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    try (SocketChannel channel = choice.connect()) {
      assertThat(Client.run(channel, choice.arguments(), 120, true, out, err)).isEqualTo(7);
    }
    assertThat(heard.get(10, TimeUnit.SECONDS)).isEqualTo("57454654 1 120 1 request é -- --data");
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("täble\n");
    assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("hm\n");
    thread.join(TimeUnit.SECONDS.toMillis(10));
  }

  @Test
  void nodeThatEndsInTheMiddleIsAnError() throws Exception {
    Path data = folder.resolve("node");
    ServerSocketChannel server = node(data);
    NodeChoice choice = NodeChoice.of(List.of("nodes", "--data=" + data), Map.of(), folder);
    try (SocketChannel channel = choice.connect()) {
      SocketChannel accepted = server.accept();
      accepted.shutdownOutput();
      assertThatThrownBy(
              () ->
                  Client.run(
                      channel,
                      choice.arguments(),
                      0,
                      false,
                      new ByteArrayOutputStream(),
                      new ByteArrayOutputStream()))
          .isInstanceOf(IOException.class)
          .hasMessage("it stopped before the command was done");
      accepted.close();
    }
  }

  @Test
  void withoutANodeSaysHowToStartOne() throws Exception {
    Path nodes = folder.resolve("nodes");
    NodeChoice none = NodeChoice.of(List.of("nodes"), Map.of(), nodes);
    assertThatThrownBy(none::connect)
        .isInstanceOf(Refusal.class)
        .hasMessage(
            "no node is running in "
                + nodes.resolve("default")
                + "; start one with: launcher/weft up")
        .extracting(refusal -> ((Refusal) refusal).exitCode())
        .isEqualTo(3);
    Path dead = nodes.resolve("dead");
    node(dead).close();
    NodeChoice gone = NodeChoice.of(List.of("nodes", "--data", dead.toString()), Map.of(), nodes);
    assertThatThrownBy(gone::connect).hasMessageStartingWith("no node is running in " + dead);
  }

  @Test
  void onlyNodeThatRunsIsMeant() throws Exception {
    Path nodes = folder.resolve("nodes");
    node(nodes.resolve("dead")).close();
    node(nodes.resolve("one"));
    assertThat(NodeChoice.of(List.of("nodes"), Map.of(), nodes).data())
        .isEqualTo(nodes.resolve("one"));
    node(nodes.resolve("two"));
    assertThatThrownBy(() -> NodeChoice.of(List.of("nodes"), Map.of(), nodes))
        .isInstanceOf(Refusal.class)
        .hasMessage(
            "several nodes run; say which one with --data DIR:\n  --data "
                + nodes.resolve("one")
                + "\n  --data "
                + nodes.resolve("two"));
    assertThat(NodeChoice.of(List.of("nodes"), Map.of("WEFT_DATA", "/d"), nodes).data())
        .isEqualTo(Path.of("/d").toAbsolutePath());
  }
}
