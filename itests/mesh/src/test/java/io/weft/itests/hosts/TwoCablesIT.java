package io.weft.itests.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.weft.itests.Answer;
import io.weft.itests.RunningNode;
import io.weft.itests.Site;
import io.weft.itests.parts.ServiceJar;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A second, better cable between two hosts comes and goes while requests are under way. */
class TwoCablesIT {
  /** Three seconds are promised; builds make machines slow. */
  private static final Duration MOVED = Duration.ofSeconds(20);

  private static final Duration LOAD = Duration.ofSeconds(25);

  @TempDir Path folder;
  private TwoHosts hosts;
  private Site site;
  private RunningNode left;
  private RunningNode right;

  @BeforeEach
  void twoHosts() throws IOException {
    String obstacle = TwoHosts.obstacle();
    assumeTrue(obstacle.isEmpty(), obstacle);
    site = new Site(folder);
    ServiceJar.writeLoad(site.data("left").resolve("deploy/load.jar"), "test.load", "load/ask");
    ServiceJar.writeLoad(site.data("right").resolve("deploy/load.jar"), "test.load", "load/echo");
    hosts = TwoHosts.connected();
    List<String> options =
        List.of(
            "--feature",
            "hello",
            "--set",
            "discovery_providers=multicast",
            "--set",
            "interface_kinds=cable=wifi,fast=thunderbolt");
    left = site.startBy(hosts.onLeft(), "left", options);
    right = site.startBy(hosts.onRight(), "right", options);
    left.ready();
    right.ready();
    left.untilConnected(right).untilServiceOf(right, "hello");
    left.untilServiceOf(right, "load/echo");
    left.untilServiceOf(left, "load/ask");
    right.untilConnected(left);
  }

  @AfterEach
  void nothingIsLeft() {
    if (hosts != null) {
      try {
        site.close();
      } finally {
        hosts.close();
      }
    }
  }

  private CompletableFuture<Answer> load() {
    return left.askLater(
        "request",
        "hello",
        "time",
        "--to",
        "right",
        "--rate",
        "400",
        "--for",
        LOAD.toSeconds() + "s",
        "--json");
  }

  /** The interface that calls, or a stream of large payloads, leave on. */
  private static String inUse(RunningNode node, String peer, String lane) {
    for (JsonNode link : node.ask("links", peer, "--json").json()) {
      if (link.path("inUse").asBoolean() && link.path("lane").asText().equals(lane)) {
        return link.path("interfaceName").asText();
      }
    }
    return "";
  }

  private void awaitTrafficOver(String cable) {
    long begin = System.nanoTime();
    awaitTrafficOver(cable, "calls");
    System.out.println(
        "traffic moved to " + cable + " in " + (System.nanoTime() - begin) / 1_000_000 + " ms");
  }

  private void awaitTrafficOver(String cable, String lane) {
    left.until(
        lane + " leave over " + cable, MOVED, () -> inUse(left, "right", lane).equals(cable));
    right.until(
        "answers to " + lane + " leave over " + cable,
        MOVED,
        () -> inUse(right, "left", lane).equals(cable));
  }

  private JsonNode stream(String action) {
    Answer told = left.ask("request", "load/ask", action, "--timeout", "60s", "--json");
    assertThat(told.exit()).as(told.toString()).isZero();
    return told.json().path("result");
  }

  /** Large payloads come back, by this cable. */
  private void awaitStreamOver(String cable) {
    long begin = System.nanoTime();
    awaitTrafficOver(cable, "bulk");
    System.out.println(
        "the stream moved to " + cable + " in " + (System.nanoTime() - begin) / 1_000_000 + " ms");
    long before = stream("streamed").path("answered").asLong();
    left.until(
        "the stream goes on",
        MOVED,
        () -> stream("streamed").path("answered").asLong() >= before + 5);
  }

  private static void assertNothingFailed(CompletableFuture<Answer> load) throws Exception {
    JsonNode result = load.get(LOAD.toSeconds() + 60, TimeUnit.SECONDS).json();
    assertThat(result.path("failed").asInt(-1)).as(result.toString()).isZero();
    assertThat(result.path("answered").asInt()).isGreaterThan(1_000);
  }

  @Test
  void aBetterCableTakesTheTrafficAndPullingItGivesItBackAndNoRequestFails() throws Exception {
    awaitTrafficOver("cable");
    CompletableFuture<Answer> load = load();
    left.ask("request", "load/ask", "stream", "\"load/echo\"");
    awaitStreamOver("cable");

    hosts.plugTheSecondCable();
    awaitTrafficOver("fast");
    awaitStreamOver("fast");
    hosts.pullTheSecondCable();
    awaitTrafficOver("cable");
    awaitStreamOver("cable");

    assertNothingFailed(load);
    JsonNode streamed = stream("endStream");
    assertThat(streamed.path("failed").asInt(-1)).as(streamed.toString()).isZero();
    assertThat(Answer.traces(left.log() + right.log())).isEmpty();
  }

  @Test
  void aCableThatIsCutAtTheFarEndGivesItsRequestsToTheOtherOne() throws Exception {
    hosts.plugTheSecondCable();
    awaitTrafficOver("fast");
    left.until(
        "the first cable is a spare",
        MOVED,
        () -> left.ask("links", "right", "--json").json().toString().contains("a spare"));
    CompletableFuture<Answer> load = load();

    hosts.cutTheSecondCable();
    awaitTrafficOver("cable");

    assertNothingFailed(load);
    assertThat(left.ask("explain", "right").out()).contains("moved");
  }
}
