package io.weft.launcher.demo;

import io.weft.launcher.Refusal;
import io.weft.launcher.json.Json;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** What is shown, in order. */
final class Story {
  /** Requests a second: enough that a lost one would be seen, little enough for a small machine. */
  private static final int RATE = 200;

  private static final Duration LOAD = Duration.ofSeconds(14);

  /** Between the start of the load, and the changes, and its end. */
  private static final Duration PAUSE = Duration.ofMillis(1200);

  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final Duration LOOK = Duration.ofMillis(20);

  private static final String SERVICE = "hello";
  private static final String ACTION = "greet";
  private static final String PARAMETERS = "{\"name\": \"Ada\"}";

  private final PrintStream out;
  private final List<DemoNode> nodes;
  private long asked;
  private long answered;
  private long failed;

  Story(PrintStream out, List<DemoNode> nodes) {
    this.out = out;
    this.nodes = nodes;
  }

  /** Tells it; returns how many requests failed. */
  long tell() throws InterruptedException {
    DemoNode first = nodes.get(0);
    start();
    meet();
    out.println();
    out.println("A request, asked on " + first.name() + ", which has the service itself:");
    request(first, true);
    out.println();
    out.println("The same request after " + first.name() + "'s own service is stopped:");
    change(first, "stop", "example.hello");
    request(first, false);
    out.println();
    underLoad(first);
    out.println();
    out.printf(
        Locale.ROOT, "requests: %d asked, %d answered, %d failed%n", asked, answered, failed);
    return failed;
  }

  private void start() throws InterruptedException {
    for (DemoNode node : nodes) {
      List<String> banner = node.banner();
      String listens =
          banner.stream()
              .map(String::strip)
              .filter(line -> line.startsWith("listens"))
              .map(line -> line.substring("listens".length()).strip())
              .findFirst()
              .orElse("");
      out.printf(Locale.ROOT, "  %-6s pid %-7d %s%n", node.name(), node.pid(), listens);
    }
  }

  private void meet() throws InterruptedException {
    long start = System.nanoTime();
    await(
        () -> nodes.stream().allMatch(node -> node.connected().size() == nodes.size() - 1),
        "the nodes have not found each other");
    out.printf(
        Locale.ROOT,
        "%nNobody was told an address. Each has proven its key to the others and is connected with"
            + " them, %d ms after the last was ready:%n",
        (System.nanoTime() - start) / 1_000_000);
    for (DemoNode node : nodes) {
      out.printf(
          Locale.ROOT,
          "  %-6s - %s%n",
          node.name(),
          String.join(", ", node.connected().stream().sorted().toList()));
    }
  }

  private void request(DemoNode node, boolean itself) {
    asked++;
    Map<String, Json> answer;
    try {
      answer = node.ask("request", SERVICE, ACTION, PARAMETERS).object("answer");
    } catch (Refusal e) {
      failed++;
      out.println("  failed: " + e.getMessage());
      return;
    }
    String by = DemoNode.text(answer, "name");
    answered++;
    Json result = answer.get("result");
    out.printf(
        Locale.ROOT,
        "  %s %s: %s (by %s, %s ms)%n",
        SERVICE,
        ACTION,
        result == null ? "" : shown(result),
        by,
        millis(answer, "millis"));
    if (by.equals(node.name()) != itself) {
      throw new Refusal(
          "it should have been answered by " + (itself ? "itself" : "another node"),
          Refusal.CANNOT_START);
    }
  }

  private static String shown(Json result) {
    Object content = result.content().orElse("null");
    if (content instanceof Map<?, ?>) {
      List<String> members = new ArrayList<>();
      result
          .object("result")
          .forEach((name, value) -> members.add(name + ": " + value.content().orElse("null")));
      return String.join(", ", members);
    }
    return content.toString();
  }

  private void underLoad(DemoNode first) throws InterruptedException {
    DemoNode second = nodes.get(1);
    out.printf(
        Locale.ROOT,
        "%d requests a second on %s, while parts of the nodes are replaced:%n",
        RATE,
        first.name());
    CompletableFuture<Json> load =
        CompletableFuture.supplyAsync(
            () ->
                first.ask(
                    "request",
                    SERVICE,
                    ACTION,
                    PARAMETERS,
                    "--rate",
                    Integer.toString(RATE),
                    "--for",
                    LOAD.toSeconds() + "s"));
    pause();
    change(first, "update", "discovery.local");
    callsGoBy(first, "unix");
    nodes.forEach(node -> node.deploy("transport-quic"));
    await(() -> nodes.stream().allMatch(Story::linksByQuic), "QUIC is not installed everywhere");
    out.println("  QUIC is dropped into the deploy folder of each node, and runs");
    change(first, "stop", "transport.unix");
    callsGoBy(first, "tcp");
    change(first, "stop", "transport.tcp");
    callsGoBy(first, "quic");
    pause();
    change(first, "start", "transport.unix");
    change(first, "start", "transport.tcp");
    callsGoBy(first, "unix");
    change(second, "update", "transport.unix");
    Map<String, Json> outcome;
    try {
      outcome = load.join().object("outcome");
    } catch (CompletionException e) {
      throw e.getCause() instanceof Refusal refusal ? refusal : e;
    }
    asked += number(outcome, "asked");
    answered += number(outcome, "answered");
    failed += number(outcome, "failed");
    List<String> by = new ArrayList<>();
    Json shares = outcome.get("by");
    if (shares != null) {
      shares.object("by").forEach((name, count) -> by.add(name + " " + count.content().orElse(0)));
    }
    out.printf(
        Locale.ROOT,
        "  answered by %s; half within %s ms, the longest gap %s ms%n",
        String.join(", ", by),
        millis(outcome, "p50Millis"),
        millis(outcome, "longestGapMillis"));
    String failure = DemoNode.text(outcome, "firstFailure");
    if (!failure.isEmpty()) {
      out.println("  first failure: " + failure);
    }
  }

  /** Waits until calls leave by this transport, and says so. */
  private void callsGoBy(DemoNode node, String scheme) throws InterruptedException {
    long start = System.nanoTime();
    await(
        () -> node.callsGoBy().equals(Set.of(scheme)),
        "the traffic of " + node.name() + " does not go by " + scheme);
    out.printf(
        Locale.ROOT,
        "  %s: its traffic goes by %s, seen after %d ms%n",
        node.name(),
        scheme,
        (System.nanoTime() - start) / 1_000_000);
  }

  /** Whether it listens by QUIC and says so to others. */
  private static boolean linksByQuic(DemoNode node) {
    Json addresses = node.ask("info").object("info").get("addresses");
    return addresses != null
        && addresses.array("addresses").stream()
            .anyMatch(address -> address.string("address").startsWith("quic:"));
  }

  private static long number(Map<String, Json> fields, String member) {
    Json value = fields.get(member);
    return value != null && value.content().orElse("") instanceof Long number ? number : 0;
  }

  private void change(DemoNode node, String action, String bundle) {
    Map<String, Json> done = node.ask("bundles", action, bundle).object("change");
    out.printf(
        Locale.ROOT,
        "  %s: %s %s, %s after %s ms%n",
        node.name(),
        DemoNode.text(done, "name"),
        action.equals("stop") ? "stopped" : action.equals("start") ? "started" : "updated",
        DemoNode.text(done, "state"),
        millis(done, "millis"));
  }

  private static String millis(Map<String, Json> fields, String member) {
    Json value = fields.get(member);
    return value != null && value.content().orElse("") instanceof Number number
        ? String.format(Locale.ROOT, "%.1f", number.doubleValue())
        : "?";
  }

  private static void pause() {
    LockSupport.parkNanos(PAUSE.toNanos());
  }

  private static void await(BooleanSupplier condition, String otherwise)
      throws InterruptedException {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > LIMIT.toNanos()) {
        throw new Refusal(otherwise + " after " + LIMIT.toSeconds() + " s", Refusal.CANNOT_START);
      }
      Thread.sleep(LOOK.toMillis());
    }
  }
}
