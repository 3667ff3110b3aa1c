package io.weft.netif.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A network namespace of this test; all that was made in it goes with it. */
final class Namespace implements AutoCloseable {
  /** For one call of {@code ip}, on a machine with other work (seconds). */
  private static final long PATIENCE_SECONDS = 20;

  private final String name;

  private Namespace(String name) {
    this.name = name;
  }

  /**
   * @throws IOException if this user or this machine cannot make one; the message says why
   */
  static Namespace create() throws IOException {
    Namespace namespace = new Namespace("weft-netif-" + ProcessHandle.current().pid());
    run(List.of("ip", "netns", "add", namespace.name));
    try {
      namespace.ip("link", "set", "lo", "up");
      namespace.ip("link", "show");
    } catch (IOException e) {
      namespace.close();
      throw e;
    }
    return namespace;
  }

  /** Runs {@code ip} inside. */
  void ip(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("ip", "-n", name));
    command.addAll(List.of(arguments));
    run(command);
  }

  /** Starts a Java process inside; its errors are this process's. */
  Process java(Class<?> main, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", name));
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(List.of("-Xmx64m", "-cp", System.getProperty("java.class.path")));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  @Override
  public void close() {
    try {
      run(List.of("ip", "netns", "delete", name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void run(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException(String.join(" ", command) + ": no end");
      }
    } catch (InterruptedException e) {
      throw new IOException(String.join(" ", command) + ": interrupted", e);
    }
    if (process.exitValue() != 0) {
      throw new IOException(String.join(" ", command) + ": " + said.strip());
    }
  }
}
