package io.weft.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program of the system that runs beside Weft; closing it ends it. */
final class Program implements AutoCloseable {

  /** Where programs are looked for. */
  private static final List<String> PLACES = List.of("/usr/bin", "/usr/sbin", "/usr/local/bin");

  private static final int END_SECONDS = 5;

  /** A run that takes longer has gone wrong. */
  private static final int RUN_SECONDS = 300;

  private final Process process;

  private Program(Process process) {
    this.process = process;
  }

  /** Where a program is, if it is installed. */
  static Optional<Path> find(String name) {
    return PLACES.stream()
        .map(place -> Path.of(place, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Which of these are not installed. */
  static List<String> missing(String... names) {
    return Stream.of(names).filter(each -> find(each).isEmpty()).toList();
  }

  /**
   * Starts one that goes on, and waits until it listens.
   *
   * @param log takes what it says
   */
  static Program listening(Path log, int port, List<String> command) throws IOException {
    Program program = new Program(begin(log, command));
    try {
      Waiting.until(command.get(0) + " to listen", () -> listens(port));
      return program;
    } catch (IOException e) {
      program.close();
      throw new IOException(e.getMessage() + "; it said:\n" + Files.readString(log), e);
    }
  }

  /** Runs one to its end. */
  static void run(Path log, List<String> command) throws IOException {
    Process process = begin(log, command);
    try {
      if (!process.waitFor(RUN_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException(command.get(0) + " took longer than " + RUN_SECONDS + " s");
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    if (process.exitValue() != 0) {
      throw new IOException(
          command.get(0) + " ended with " + process.exitValue() + ":\n" + Files.readString(log));
    }
  }

  private static Process begin(Path log, List<String> command) throws IOException {
    List<String> whole =
        Stream.concat(
                Stream.of(find(command.get(0)).orElseThrow().toString()), command.stream().skip(1))
            .toList();
    return new ProcessBuilder(whole)
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
        .start();
  }

  /** A port of the loopback interface that nobody listens on. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
      return true;
    } catch (IOException e) {
      return false; // asked again
    }
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
