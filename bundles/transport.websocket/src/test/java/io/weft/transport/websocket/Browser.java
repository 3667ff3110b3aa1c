package io.weft.transport.websocket;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Chromium without a window, on one page that this serves: the page asks for a step, does it, and
 * tells what came of it.
 */
final class Browser implements AutoCloseable {

  private static final Duration WITHIN = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

  private final BlockingQueue<String> steps = new LinkedBlockingQueue<>();
  private final BlockingQueue<JsonNode> outcomes = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> loaded = new LinkedBlockingQueue<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;
  private final Path log;
  private final Process process;
  private int call;

  /**
   * What a step came to: a value, or an error with a code, a message and whether it may have run.
   */
  record Outcome(
      JsonNode value, String code, String message, boolean mayHaveRun, JsonNode details) {}

  /** The program, if this machine has it: in {@code $CHROMIUM} or on the path. */
  static Optional<Path> program() {
    String set = System.getenv("CHROMIUM");
    if (set != null && !set.isBlank()) {
      return Optional.of(Path.of(set));
    }
    return Stream.of(System.getenv("PATH").split(Pattern.quote(File.pathSeparator), -1))
        .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Starts it on the page.
   *
   * @param folder for its profile and its log
   */
  Browser(Path program, Path folder) throws IOException, InterruptedException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", at -> file(at, "index.html", "text/html"));
    server.createContext("/steps.js", at -> file(at, "steps.js", "text/javascript"));
    server.createContext("/loaded", this::loaded);
    server.createContext("/step", this::step);
    server.createContext("/outcome", this::outcome);
    server.start();
    log = folder.resolve("chromium.log");
    ProcessBuilder starting =
        new ProcessBuilder(
                program.toString(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
                "--no-proxy-server",
                "--ignore-certificate-errors", // for wss: no browser trusts the network's key
                "--user-data-dir=" + folder.resolve("profile"),
                "http://127.0.0.1:" + server.getAddress().getPort() + "/")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    for (String place : new String[] {"TMPDIR", "HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"}) {
      starting.environment().put(place, folder.toString()); // what it leaves goes with the folder
    }
    process = starting.start();
    awaitLoaded();
  }

  /** Does a step and waits for what comes of it. */
  Outcome step(String name, Map<String, ?> args) throws IOException, InterruptedException {
    begin(name, args);
    return outcome();
  }

  /** The value of a step that must not fail. */
  JsonNode value(String name, Map<String, ?> args) throws IOException, InterruptedException {
    Outcome outcome = step(name, args);
    if (!outcome.code().isEmpty()) {
      throw new AssertionError(name + ": " + outcome.code() + ": " + outcome.message());
    }
    return outcome.value();
  }

  /** Begins a step; {@link #outcome} waits for it. */
  void begin(String name, Map<String, ?> args) throws IOException {
    call++;
    steps.add(JSON.writeValueAsString(Map.of("call", call, "step", name, "args", args)));
  }

  Outcome outcome() throws IOException, InterruptedException {
    JsonNode outcome;
    do { // what a test that failed has left is no outcome of this step
      outcome = outcomes.poll(WITHIN.toSeconds(), TimeUnit.SECONDS);
      if (outcome == null) {
        throw new AssertionError("the page did not finish its step; Chromium says: " + said());
      }
    } while (outcome.path("call").asInt() != call);
    JsonNode error = outcome.path("error");
    return new Outcome(
        outcome.path("value"),
        error.path("code").asText(),
        error.path("message").asText(),
        error.path("mayHaveRun").asBoolean(),
        error.path("details"));
  }

  /** Loads the page anew, which then knows nothing of before. */
  void reload() throws IOException, InterruptedException {
    begin("reload", Map.of());
    awaitLoaded();
  }

  @Override
  public void close() throws InterruptedException {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroy();
    if (!process.waitFor(5, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    children.forEach(ProcessHandle::destroyForcibly);
    server.stop(0);
    threads.shutdownNow();
  }

  private void awaitLoaded() throws IOException, InterruptedException {
    if (loaded.poll(WITHIN.toSeconds(), TimeUnit.SECONDS) == null) {
      throw new AssertionError("Chromium did not load the page; it says: " + said());
    }
  }

  private String said() throws IOException {
    return Files.readString(log);
  }

  private static void file(HttpExchange at, String name, String type) throws IOException {
    try (at;
        InputStream in = Browser.class.getResourceAsStream("/page/" + name)) {
      byte[] bytes = in.readAllBytes();
      at.getResponseHeaders().set("Content-Type", type);
      at.sendResponseHeaders(200, bytes.length);
      at.getResponseBody().write(bytes);
    }
  }

  private void loaded(HttpExchange at) throws IOException {
    try (at) {
      loaded.add("");
      at.sendResponseHeaders(204, -1);
    }
  }

  private void step(HttpExchange at) throws IOException {
    try (at) {
      byte[] step = steps.take().getBytes(java.nio.charset.StandardCharsets.UTF_8);
      at.sendResponseHeaders(200, step.length);
      at.getResponseBody().write(step);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the test is over
    }
  }

  private void outcome(HttpExchange at) throws IOException {
    try (at) {
      outcomes.add(JSON.readTree(at.getRequestBody()));
      at.sendResponseHeaders(204, -1);
    }
  }
}
