package io.weft.itests;

import com.fasterxml.jackson.databind.JsonNode;
import io.weft.testkit.Eventually;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** A node in a process of its own, started by {@code weft up}. Safe on every thread. */
public final class RunningNode implements AutoCloseable {
  /** A start takes a second on a quiet machine; builds make machines far from quiet. */
  public static final Duration START = Duration.ofSeconds(60);

  /** A stop: the launcher's own limit is 8 s. */
  private static final Duration STOP = Duration.ofSeconds(15);

  private final String name;
  private final Path data;
  private final Process process;
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Thread reader;

  RunningNode(String name, Path data, Process process) {
    this.name = name;
    this.data = data;
    this.process = process;
    this.reader = new Thread(this::read, "output of " + name);
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    try (BufferedReader from = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = from.readLine(); line != null; line = from.readLine()) {
        lines.add(line);
      }
    } catch (IOException e) {
      lines.add("(the output broke: " + e.getMessage() + ")");
    }
  }

  public String name() {
    return name;
  }

  public Path data() {
    return data;
  }

  public Process process() {
    return process;
  }

  /** What it has printed so far. */
  public String output() {
    return String.join("\n", lines);
  }

  /** What it has logged so far. */
  public String log() {
    Path log = data.resolve("log/weft.log");
    try {
      return Files.exists(log) ? Files.readString(log) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until it says that it is ready. */
  public RunningNode ready() {
    until(
        "it is ready",
        START,
        () -> {
          if (!process.isAlive()) {
            throw new AssertionError(name + " ended before it was ready:\n" + output());
          }
          return lines.stream().anyMatch(line -> line.startsWith(name + " is ready"))
              && Files.exists(data.resolve("control"));
        });
    return this;
  }

  /** Waits for a condition; the failure shows what the node has printed and logged. */
  public void until(String what, Duration within, java.util.function.BooleanSupplier condition) {
    try {
      Eventually.until(name + ": " + what, within, condition);
    } catch (AssertionError e) {
      throw new AssertionError(
          e.getMessage() + "\n--- output\n" + output() + "\n--- log\n" + log());
    }
  }

  /** Waits until a line of its output or log contains this. */
  public void untilSaid(String text, Duration within) {
    untilSaid(
        Pattern.compile(Pattern.quote(text)).asPredicate(), "\"" + text + "\" is said", within);
  }

  /** Waits until a line of its output or log is like this. */
  public void untilSaid(Predicate<String> line, String what, Duration within) {
    until(what, within, () -> lines.stream().anyMatch(line) || log().lines().anyMatch(line));
  }

  /** Asks it by its control socket. */
  public Answer ask(String... command) {
    try {
      return Control.ask(data, List.of(command));
    } catch (IOException e) {
      throw new UncheckedIOException(name + " does not answer " + List.of(command), e);
    }
  }

  /** The same on a thread of its own. */
  public CompletableFuture<Answer> askLater(String... command) {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    Thread asking =
        new Thread(
            () -> {
              try {
                answer.complete(ask(command));
              } catch (RuntimeException e) {
                answer.completeExceptionally(e);
              }
            },
            "asking " + name);
    asking.setDaemon(true);
    asking.start();
    return answer;
  }

  /** Its id. */
  public String id() {
    return ask("info", "--json").json().path("id").asText();
  }

  /** Where it listens. */
  public List<URI> addresses() {
    List<URI> addresses = new ArrayList<>();
    ask("info", "--json")
        .json()
        .path("addresses")
        .forEach(each -> addresses.add(URI.create(each.asText())));
    return addresses;
  }

  /** How it sees the node of this name. */
  public Optional<JsonNode> peer(String peer) {
    for (JsonNode node : ask("nodes", "--json").json()) {
      if (!node.path("self").asBoolean() && node.path("name").asText().equals(peer)) {
        return Optional.of(node);
      }
    }
    return Optional.empty();
  }

  /** The state in which it sees the node of this name: {@code unknown} if it does not. */
  public String stateOf(String peer) {
    return peer(peer).map(node -> node.path("state").asText()).orElse("unknown");
  }

  /** Waits until it is connected with this one. */
  public RunningNode untilConnected(RunningNode peer) {
    until("connected with " + peer.name, START, () -> stateOf(peer.name).equals("connected"));
    return this;
  }

  /** Waits until it knows of a service elsewhere. */
  public RunningNode untilServiceOf(RunningNode peer, String path) {
    until(
        "knows " + path + " of " + peer.name,
        START,
        () -> {
          for (JsonNode service : ask("services", "--all", "--json").json()) {
            if (service.path("path").asText().equals(path)
                && service.path("name").asText().equals(peer.name)) {
              return true;
            }
          }
          return false;
        });
    return this;
  }

  /** Sends the process a signal, such as {@code STOP}. */
  public void signal(String signal) {
    try {
      int exit =
          new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
      if (exit != 0) {
        throw new AssertionError("kill -" + signal + " of " + name + " ended with " + exit);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** Ends it without any goodbye. */
  public void kill() {
    process.destroyForcibly();
    exit(STOP);
  }

  /** Waits for its end; its exit code. */
  public int exit(Duration within) {
    try {
      if (!process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError(
            name + " still runs after " + within.toSeconds() + " s:\n" + output());
      }
      reader.join(STOP.toMillis());
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** Asks it to stop, as Ctrl-C or a service manager does. */
  public void askToStop() {
    process.destroy();
  }

  /** Ends it in order, by force if that takes too long. */
  @Override
  public void close() {
    askToStop();
    try {
      exit(STOP);
    } catch (AssertionError e) {
      process.destroyForcibly();
      throw e;
    } finally {
      process.destroyForcibly();
    }
  }
}
