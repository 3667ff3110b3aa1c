package io.weft.launcher.demo;

import io.weft.launcher.Client;
import io.weft.launcher.Refusal;
import io.weft.launcher.features.Faults;
import io.weft.launcher.json.Json;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One node in a process of its own. */
final class DemoNode {
  /** A loaded machine with two cores took 12 s; a quiet one takes 1 s. */
  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  /** More than a node gives its bundles. */
  private static final Duration STOP_LIMIT = Duration.ofSeconds(12);

  private final String name;
  private final Path data;
  private final Process process;
  private final CompletableFuture<List<String>> banner = new CompletableFuture<>();

  private DemoNode(String name, Path data, Process process) {
    this.name = name;
    this.data = data;
    this.process = process;
    Thread reader = new Thread(this::read, "weft-demo-" + name);
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts it; {@link #banner()} says when it is ready.
   *
   * @param room the folder of all nodes of the demonstration, which are a network of their own
   */
  static DemoNode start(String name, Path room, List<String> options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    String more = System.getProperty("weft.jvm", "");
    if (!more.isBlank()) {
      command.addAll(List.of(more.strip().split(" +")));
    }
    Path data = room.resolve(name);
    command.add("-Dweft.home=" + System.getProperty("weft.home"));
    command.add("-Dweft.ends.with.input=true");
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of("io.weft.launcher.Main", "--name", name, "--data", data.toString()));
    command.addAll(List.of("--bind", "127.0.0.1"));
    command.addAll(options);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    // Nothing of the caller's nodes: neither their network nor their settings.
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(variable -> variable.startsWith("WEFT_"));
    environment.keySet().removeAll(List.of("NODE_NAME", "DISCOVERY_PORT"));
    environment.put("WEFT_CONFIG", room.resolve("config").toString());
    environment.put("WEFT_RUNTIME_DIR", room.resolve("run").toString());
    try {
      return new DemoNode(name, data, builder.start());
    } catch (IOException e) {
      throw new Refusal(name + " cannot start: " + e.getMessage(), Refusal.CANNOT_START);
    }
  }

  /** Its name. */
  String name() {
    return name;
  }

  /** Of its process. */
  long pid() {
    return process.pid();
  }

  /** What it prints up to the line that says how to stop it. */
  List<String> banner() throws InterruptedException {
    try {
      return banner.get(START_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new Refusal(Faults.reason(e), Refusal.CANNOT_START);
    } catch (TimeoutException e) {
      throw new Refusal(
          name + " is not ready after " + START_LIMIT.toSeconds() + " s", Refusal.CANNOT_START);
    }
  }

  /**
   * Runs a verb with {@code --json} on it.
   *
   * @return what it printed
   * @throws Refusal if it failed; its message is what the verb complained about
   */
  Json ask(String... arguments) {
    Answer answer = tryToAsk(arguments);
    if (answer.output().isEmpty()) {
      throw new Refusal(
          name + ": " + String.join(" ", arguments) + ": " + answer.errors().strip(),
          Refusal.CANNOT_START);
    }
    return answer.output().get();
  }

  private record Answer(Optional<Json> output, String errors) {}

  private Answer tryToAsk(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--json");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    try (SocketChannel channel =
        Client.connect(Path.of(Files.readString(data.resolve("control")).strip()))) {
      Client.run(channel, all, 0, false, out, err);
    } catch (IOException e) {
      return new Answer(Optional.empty(), "does not answer: " + e.getMessage());
    }
    String text = out.toString(StandardCharsets.UTF_8).strip();
    return new Answer(
        text.isEmpty() ? Optional.empty() : Optional.of(Json.parse(text, "answer")),
        err.toString(StandardCharsets.UTF_8));
  }

  /** The names of the nodes that it is connected with. */
  List<String> connected() {
    Optional<Json> answer = tryToAsk("nodes").output();
    List<String> names = new ArrayList<>();
    if (answer.isPresent()) {
      for (Json node : answer.get().array("nodes")) {
        Map<String, Json> fields = node.object("node");
        if ("connected".equalsIgnoreCase(text(fields, "state"))) {
          names.add(text(fields, "name"));
        }
      }
    }
    return names;
  }

  /** The schemes of the links on which calls leave; empty if it does not answer. */
  Set<String> callsGoBy() {
    Set<String> schemes = new TreeSet<>();
    Optional<Json> answer = tryToAsk("links").output();
    if (answer.isPresent()) {
      for (Json link : answer.get().array("links")) {
        Map<String, Json> fields = link.object("link");
        if (text(fields, "lane").equals("calls") && text(fields, "inUse").equals("true")) {
          schemes.add(text(fields, "transport"));
        }
      }
    }
    return schemes;
  }

  /** Drops a feature of the distribution into its folder, as a person would. */
  void deploy(String feature) {
    String file = feature + ".json";
    Path from = Path.of(System.getProperty("weft.home"), "features", file);
    try {
      Path part = Files.copy(from, data.resolve(file + ".part"));
      Files.move(part, data.resolve("deploy").resolve(file), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new Refusal(feature + " cannot be deployed: " + e.getMessage(), Refusal.CANNOT_START);
    }
  }

  /** A member of an answer as text; empty if it is not there. */
  static String text(Map<String, Json> fields, String member) {
    Json value = fields.get(member);
    return value == null ? "" : value.content().map(Object::toString).orElse("");
  }

  /** Asks it to stop. */
  void stop() {
    process.destroy();
  }

  /** Waits until it has stopped; makes it if need be. */
  void awaitEnd() {
    try {
      if (!process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private void read() {
    List<String> lines = new ArrayList<>();
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (!banner.isDone()) {
          lines.add(line);
          if (line.contains("Ctrl-C")) {
            banner.complete(List.copyOf(lines));
          }
        }
      }
    } catch (IOException e) {
      // It has ended.
    }
    banner.completeExceptionally(
        new IllegalStateException(name + " did not start: " + String.join("; ", lines)));
  }
}
