package io.weft.bench;

import io.weft.launcher.Client;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.ConnectException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A node of the distribution, started by its script, on the loopback interface. */
final class LauncherNode implements AutoCloseable {

  private static final int END_SECONDS = 10;
  private static final int READY_SECONDS = 30;

  static final int NOT_YET = -1;

  private final Process process;
  private final Path data;
  private final long begunNanos;
  private final CompletableFuture<Long> ready = new CompletableFuture<>();
  private final StringBuilder said = new StringBuilder();
  private final List<Line> log = new CopyOnWriteArrayList<>();

  private record Line(String text, long nanos) {}

  private LauncherNode(ProcessBuilder builder, Path data) throws IOException {
    this.data = data;
    // The script becomes the Java process, so its own time is in it. What the system tells of a
    // start is up to a second too early: it counts from a boot time without fractions.
    this.begunNanos = System.nanoTime();
    this.process = builder.start();
    Thread reader = new Thread(this::read, "bench-node-output");
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts {@code weft up} with nodes of this machine only.
   *
   * @param more arguments
   * @throws IOException if there is no distribution; says how to build it
   */
  static LauncherNode start(Options options, Path data, Path config, Path runtime, String... more)
      throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of("--bind", "127.0.0.1", "--set", "discovery_providers=local"));
    arguments.addAll(List.of(more));
    return startBy(List.of(), options, data, config, runtime, arguments);
  }

  /**
   * The same with variables of the environment: see {@code weft up --help}.
   *
   * @throws IOException if there is no distribution; says how to build it
   */
  static LauncherNode startIn(
      Map<String, String> environment, Options options, Path data, Path config, Path runtime)
      throws IOException {
    List<String> local = List.of("--bind", "127.0.0.1", "--set", "discovery_providers=local");
    return startBy(List.of(), environment, options, data, config, runtime, local);
  }

  /**
   * Starts {@code weft up} by another program.
   *
   * @param prefix the program and its arguments, such as those of {@code ip netns exec}
   * @throws IOException if there is no distribution; says how to build it
   */
  static LauncherNode startBy(
      List<String> prefix,
      Options options,
      Path data,
      Path config,
      Path runtime,
      List<String> arguments)
      throws IOException {
    return startBy(prefix, Map.of(), options, data, config, runtime, arguments);
  }

  private static LauncherNode startBy(
      List<String> prefix,
      Map<String, String> environment,
      Options options,
      Path data,
      Path config,
      Path runtime,
      List<String> arguments)
      throws IOException {
    if (!Files.isExecutable(options.weft())) {
      throw new IOException(
          options.weft()
              + " is not there: build it (mvn -q -pl launcher -am package -DskipTests), run this at"
              + " the top of the source, or name it with --weft");
    }
    List<String> command = new ArrayList<>(prefix);
    command.addAll(
        List.of(
            options.weft().toAbsolutePath().toString(),
            "up",
            "--name",
            String.valueOf(data.getFileName()),
            "--data",
            data.toString()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder
        .environment()
        .putAll(
            Map.of(
                "WEFT_CONFIG", config.toString(),
                "WEFT_RUNTIME_DIR", runtime.toString(),
                "WEFT_JAVA", options.java()));
    builder.environment().putAll(environment);
    return new LauncherNode(builder, data);
  }

  /** Just before the process began. */
  long begunNanos() {
    return begunNanos;
  }

  /** When it said that it was ready; waits for it. */
  long readyNanos() throws IOException {
    try {
      return ready.get(READY_SECONDS, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IOException("the node did not say that it is ready; it said:\n" + said, e);
    }
  }

  /**
   * Runs a command of the script on the node, through its control socket.
   *
   * @return its exit code; {@link #NOT_YET} while the node does not take commands
   */
  int command(String... words) throws IOException {
    return command(OutputStream.nullOutputStream(), words);
  }

  /** What a command of the script says; empty while the node does not take commands. */
  String ask(String... words) throws IOException {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    command(said, words);
    return said.toString(StandardCharsets.UTF_8);
  }

  private int command(OutputStream out, String... words) throws IOException {
    String socket;
    try {
      socket = Files.readString(data.resolve("control")).lines().findFirst().orElse("").strip();
    } catch (NoSuchFileException e) {
      return NOT_YET;
    }
    if (socket.isEmpty()) {
      return NOT_YET;
    }
    try (SocketChannel channel = Client.connect(Path.of(socket))) {
      return Client.run(channel, List.of(words), 0, false, out, OutputStream.nullOutputStream());
    } catch (ConnectException | NoSuchFileException e) {
      return NOT_YET;
    }
  }

  long pid() {
    return process.pid();
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  /** Asks it to stop, as Ctrl-C does. */
  void askToStop() {
    process.destroy();
  }

  /** When it has said so many lines with this in them; waits for that. */
  long saidNanos(String text, int times) throws IOException {
    Waiting.until(times + " times \"" + text + '"', () -> nanosOf(text).size() >= times);
    return nanosOf(text).get(times - 1);
  }

  private List<Long> nanosOf(String text) {
    return log.stream().filter(each -> each.text.contains(text)).map(each -> each.nanos).toList();
  }

  /** Ends it without any goodbye. */
  void kill() {
    process.destroyForcibly();
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        said.append(line).append('\n');
        log.add(new Line(line, System.nanoTime()));
        if (line.contains(" is ready")) {
          ready.complete(System.nanoTime());
        }
      }
    } catch (IOException e) {
      // it has ended
    }
    ready.completeExceptionally(new IOException("it has ended"));
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
    process.destroyForcibly();
  }
}
