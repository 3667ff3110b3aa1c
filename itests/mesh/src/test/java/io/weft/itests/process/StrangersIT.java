package io.weft.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.itests.Alone;
import io.weft.itests.Answer;
import io.weft.itests.Control;
import io.weft.itests.RunningNode;
import io.weft.itests.Site;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What anybody may send to a node's ports: it goes on, and its log stays readable. */
@Tag(Alone.TAG)
class StrangersIT {
  /** The time in which a node lets go of somebody who does not complete a handshake. */
  private static final Duration SOON = Duration.ofSeconds(30);

  private static final int CROWD = 10_000;

  @TempDir static Path folder;

  private static Site site;
  private static RunningNode ada;
  private static RunningNode bob;

  @BeforeAll
  static void start() {
    site = new Site(folder);
    ada = site.start("ada", "--set", "connection_timeout_ms=1000");
    bob = site.start("bob", "--feature", "hello");
    ada.ready();
    bob.ready();
    ada.untilServiceOf(bob, "hello");
  }

  @AfterAll
  static void stop() {
    site.close();
  }

  @AfterEach
  void nodeGoesOn() {
    assertThat(ada.ask("request", "hello", "time", "--json").json().path("name").asText())
        .isEqualTo("bob");
    assertThat(ada.output()).doesNotContain("lost bob");
    assertThat(Answer.traces(ada.output() + ada.log())).isEmpty();
  }

  private static List<URI> ports() {
    List<URI> ports = ada.addresses().stream().filter(address -> address.getPort() > 0).toList();
    assertThat(ports).isNotEmpty();
    return ports;
  }

  /**
   * A socket to this address; one that the node has refused as soon as it was made is a closed one.
   */
  private static Socket connect(URI address) throws IOException {
    Socket socket = new Socket();
    socket.setSoTimeout((int) SOON.toMillis());
    try {
      socket.connect(new InetSocketAddress(address.getHost(), address.getPort()), 5000);
    } catch (ConnectException e) {
      throw e; // nobody listens: that is not the node's answer to too many
    } catch (SocketException e) {
      socket.close();
    }
    return socket;
  }

  /** Reads until the node closes the connection. */
  private static void awaitClosed(Socket socket) {
    try {
      socket.getInputStream().readAllBytes();
    } catch (java.net.SocketTimeoutException e) {
      throw new AssertionError("the node keeps the connection for more than " + SOON, e);
    } catch (IOException e) {
      // Reset: closed as well.
    }
  }

  @Test
  void randomBytesOnEveryPort() throws IOException {
    Random random = new Random(42);
    for (URI port : ports()) {
      for (int size : new int[] {1, 5, 100, 5000, 100_000}) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        try (Socket socket = connect(port)) {
          send(socket, bytes);
          awaitClosed(socket);
        }
      }
    }
  }

  private static void send(Socket socket, byte[] bytes) {
    try {
      OutputStream out = socket.getOutputStream();
      out.write(bytes);
      out.flush();
    } catch (IOException e) {
      // The node has closed before it had all of it.
    }
  }

  @Test
  void halfATlsHandshakeOnEveryPort() throws IOException {
    // The beginning of a TLS record with a ClientHello of 512 bytes, and then nothing.
    byte[] half = {0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, (byte) 0xfc, 0x03, 0x03};
    for (URI port : ports()) {
      try (Socket socket = connect(port)) {
        send(socket, half);
        awaitClosed(socket);
      }
    }
  }

  @Test
  void silentAndClosedConnectionsOnEveryPort() throws IOException {
    for (URI port : ports()) {
      for (int i = 0; i < 20; i++) {
        connect(port).close();
      }
      try (Socket socket = connect(port)) {
        awaitClosed(socket);
      }
    }
  }

  @Test
  void aByteAtATimeOnEveryPort() throws IOException {
    // More than a record of TLS takes, at a pace at which the handshake would take minutes.
    byte[] record = new byte[600];
    record[0] = 0x16;
    record[1] = 0x03;
    record[2] = 0x01;
    record[3] = 0x02;
    for (URI port : ports()) {
      try (Socket socket = connect(port)) {
        long begin = System.nanoTime();
        int sent = 0;
        try {
          while (sent < record.length && System.nanoTime() - begin < SOON.toNanos()) {
            socket.getOutputStream().write(record[sent++]);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
          }
        } catch (IOException e) {
          continue; // let go of, as it should be
        }
        throw new AssertionError(port + " listened to " + sent + " bytes, one at a time");
      }
    }
  }

  @Test
  void halfClosedConnectionsOnEveryPort() throws IOException {
    for (URI port : ports()) {
      try (Socket socket = connect(port)) {
        send(socket, new byte[] {0x16, 0x03});
        socket.shutdownOutput();
        awaitClosed(socket);
      }
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void tenThousandConnectionsThatSayNothing() throws IOException {
    List<URI> all = ports();
    long memory = status("VmRSS");
    long threads = status("Threads");
    List<Socket> crowd = new ArrayList<>();
    try {
      for (int i = 0; i < CROWD; i++) {
        crowd.add(connect(all.get(i % all.size())));
        if (i % (CROWD / 10) == 0) {
          assertThat(ada.ask("request", "hello", "time").exit()).isZero();
        }
      }
      assertThat(status("Threads")).isLessThan(threads + 16);
      assertThat(status("VmRSS")).as("kB, %d before", memory).isLessThan(memory + 100_000);
    } finally {
      for (Socket socket : crowd) {
        socket.close();
      }
    }
  }

  /** A number of Linux's about ada's process: see proc(5). */
  private static long status(String field) throws IOException {
    return Files.readAllLines(Path.of("/proc", Long.toString(ada.process().pid()), "status"))
        .stream()
        .filter(line -> line.startsWith(field + ":"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void plainTextProtocolsOnEveryPort() throws IOException {
    for (URI port : ports()) {
      for (String greeting : List.of("GET / HTTP/1.1\r\nHost: x\r\n\r\n", "SSH-2.0-x\r\n", "\n")) {
        try (Socket socket = connect(port)) {
          send(socket, greeting.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
          awaitClosed(socket);
        }
      }
    }
  }

  @Test
  void garbageOnTheControlSocket() throws Exception {
    Random random = new Random(43);
    List<SocketChannel> open = new ArrayList<>();
    try {
      for (int size : new int[] {0, 1, 4, 12, 100, 100_000}) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        open.add(channel);
        channel.connect(UnixDomainSocketAddress.of(Control.socket(ada.data())));
        try {
          channel.write(ByteBuffer.wrap(bytes));
        } catch (IOException e) {
          continue; // closed before it had all of it
        }
        channel.shutdownOutput();
        CompletableFuture<Void> closed =
            CompletableFuture.runAsync(
                () -> {
                  try {
                    ByteBuffer answer = ByteBuffer.allocate(1024);
                    while (channel.read(answer) >= 0) {
                      answer.clear();
                    }
                  } catch (IOException e) {
                    // Reset: closed as well.
                  }
                });
        closed.get(SOON.toMillis(), TimeUnit.MILLISECONDS);
      }
    } finally {
      for (SocketChannel channel : open) {
        channel.close();
      }
    }
  }
}
