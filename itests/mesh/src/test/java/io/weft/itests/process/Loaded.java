package io.weft.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.weft.itests.Answer;
import io.weft.itests.RunningNode;
import io.weft.itests.Site;
import io.weft.itests.parts.ServiceJar;
import io.weft.testkit.Steadily;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Two nodes, one of which asks the other without a pause, while transports are swapped. */
final class Loaded implements AutoCloseable {
  private static final Duration LONG = Duration.ofSeconds(60);

  /** Answers that a swap must be followed by, before the next. */
  private static final int BETWEEN = 500;

  /** How long it is measured what is usual before a swap. */
  private static final Duration WINDOW = Duration.ofMillis(500);

  final RunningNode client;
  final RunningNode server;
  private final Site site;
  private int swaps;
  private long longestPauseMillis;

  /** Whose transports are swapped. */
  enum Side {
    CLIENT,
    SERVER,
    BOTH
  }

  /**
   * @param transports features
   * @param jvm options of both processes
   */
  Loaded(Site site, String transports, String jvm) {
    this.site = site;
    List<String> prefix =
        List.of(
            "env",
            "WEFT_JAVA_OPTS=" + jvm,
            "WEFT_FEATURES=base,node,discovery,shell," + transports);
    ServiceJar.writeLoad(site.data("ask").resolve("deploy/load.jar"), "test.load", "load/ask");
    ServiceJar.writeLoad(site.data("echo").resolve("deploy/load.jar"), "test.load", "load/echo");
    List<String> options = List.of("--bind", "127.0.0.1", "--set", "discovery_providers=local");
    client = site.startBy(prefix, "ask", options);
    server = site.startBy(prefix, "echo", options);
    client.ready();
    server.ready();
    client.untilServiceOf(server, "load/echo");
    client.untilServiceOf(client, "load/ask");
    Answer started = client.ask("request", "load/ask", "start", "\"load/echo\"");
    assertThat(started.exit()).as(started.toString()).isZero();
  }

  private JsonNode ask(String action) {
    Answer told = client.ask("request", "load/ask", action, "--timeout", "60s", "--json");
    return told.json().path("result");
  }

  /** Waits until answers go on; how it went since the last mark. */
  JsonNode awaitProgress() {
    long before = ask("figures").path("answered").asLong();
    JsonNode[] last = {null};
    client.until(
        "answers go on",
        LONG,
        () -> {
          last[0] = ask("figures");
          assertThat(last[0].path("failed").asInt()).as(this + "\n" + last[0]).isZero();
          return last[0].path("answered").asLong() >= before + BETWEEN;
        });
    return last[0];
  }

  /** Waits until calls go by this transport. */
  void awaitCallsBy(String scheme) {
    client.until("calls go by " + scheme, LONG, () -> callsGoBy(scheme));
  }

  private boolean callsGoBy(String scheme) {
    for (JsonNode link : client.ask("links", "--json").json()) {
      if (link.path("transport").asText().equals(scheme)
          && link.path("lane").asText().equals("calls")
          && link.path("inUse").asBoolean()) {
        return true;
      }
    }
    return false;
  }

  /** Swaps a bundle, and prints how requests fared before and meanwhile. */
  void swap(Swaps way, String bundle, Side side) throws Exception {
    ask("mark");
    Steadily.holds("both run", WINDOW, () -> client.process().isAlive());
    JsonNode before = awaitProgress();
    ask("mark");
    long begin = System.nanoTime();
    CompletableFuture<Void> there =
        side == Side.CLIENT
            ? CompletableFuture.completedFuture(null)
            : CompletableFuture.runAsync(() -> way.run(server, bundle));
    if (side != Side.SERVER) {
      way.run(client, bundle);
    }
    there.get(LONG.toMillis(), TimeUnit.MILLISECONDS);
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    JsonNode during = awaitProgress(); // the longest pause may end after the swap
    swaps++;
    longestPauseMillis = Math.max(longestPauseMillis, during.path("longestPauseMillis").asLong());
    System.out.printf(
        Locale.ROOT,
        "%2d %s %s on %s in %d ms: %,d requests/s and p99 %,d us before; %,d requests/s, p99 %,d us,"
            + " longest pause %d ms meanwhile; %d failed%n",
        swaps,
        bundle,
        way.name().toLowerCase(Locale.ROOT),
        side.name().toLowerCase(Locale.ROOT),
        millis,
        before.path("perSecond").asLong(),
        before.path("p99Micros").asLong(),
        during.path("perSecond").asLong(),
        during.path("p99Micros").asLong(),
        during.path("longestPauseMillis").asLong(),
        during.path("failed").asInt());
  }

  /** Ends the load; fails if a request has failed. */
  void end() {
    JsonNode last = ask("end");
    System.out.printf(
        Locale.ROOT, "%d swaps, longest pause %d ms, %s%n", swaps, longestPauseMillis, last);
    assertThat(last.path("failed").asInt()).as(this + "\n" + last).isZero();
    for (RunningNode node : List.of(client, server)) {
      assertThat(Answer.traces(node.output() + node.log())).as(node.log()).isEmpty();
    }
  }

  @Override
  public String toString() {
    return "--- log of the client\n" + client.log() + "\n--- log of the server\n" + server.log();
  }

  @Override
  public void close() {
    site.close();
  }
}
