package io.weft.discovery.dns;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real name server, dnsmasq, in a process of its own on loopback. */
final class Dnsmasq implements AutoCloseable {
  private final Process process;
  private final NameServer at;

  private Dnsmasq(Process process, NameServer at) {
    this.process = process;
    this.at = at;
  }

  static Optional<Path> program() {
    return Stream.of("/usr/sbin", "/usr/local/sbin", "/usr/bin", "/opt/homebrew/sbin")
        .map(folder -> Path.of(folder, "dnsmasq"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Starts it with records in the form of its options.
   *
   * @param folder for its files
   */
  static Dnsmasq start(Path folder, List<String> records) throws IOException {
    int port;
    try (DatagramSocket free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    List<String> command =
        new ArrayList<>(
            List.of(
                program().orElseThrow().toString(),
                "--keep-in-foreground",
                "--conf-file=" + Files.createFile(folder.resolve("dnsmasq.conf")),
                "--port=" + port,
                "--listen-address=127.0.0.1",
                "--bind-interfaces",
                "--no-resolv",
                "--no-hosts",
                "--local=/example.test/",
                "--local-ttl=2",
                "--pid-file=" + folder.resolve("pid"),
                "--user=" + System.getProperty("user.name")));
    records.forEach(each -> command.add("--" + each)); // a line of its file has 1,024 characters
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("dnsmasq.log").toFile())
            .start();
    return new Dnsmasq(process, new NameServer("127.0.0.1", port));
  }

  NameServer at() {
    return at;
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(5, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
