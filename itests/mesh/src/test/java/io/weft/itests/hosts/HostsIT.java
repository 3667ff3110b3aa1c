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
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes on two hosts that have only a network in common, and the invitation. */
class HostsIT {
  /**
   * A dead link is given up after 900 ms of silence on a quiet network; on machines as busy as
   * those of builds the nodes have learned to wait longer.
   */
  private static final Duration NOTICED = Duration.ofSeconds(4);

  @TempDir Path folder;
  private TwoHosts hosts;
  private Site site;

  @BeforeEach
  void hosts() throws IOException {
    String obstacle = TwoHosts.obstacle();
    assumeTrue(obstacle.isEmpty(), obstacle);
    site = new Site(folder);
    hosts = TwoHosts.connected();
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

  private RunningNode startLeft(String provider) {
    return site.startBy(hosts.onLeft(), "left", options(provider));
  }

  private RunningNode startRight(String provider) {
    ServiceJar.write(site.data("right").resolve("deploy/trouble.jar"), "test.trouble", "trouble");
    return site.startBy(hosts.onRight(), "right", options(provider));
  }

  private static List<String> options(String provider) {
    return List.of("--feature", "hello", "--set", "discovery_providers=" + provider);
  }

  private static void assertLinkedOverTheCable(RunningNode left, RunningNode right) {
    left.untilConnected(right).untilServiceOf(right, "hello");
    right.untilConnected(left);
    JsonNode links = left.ask("links", "right", "--json").json();
    assertThat(links).isNotEmpty();
    assertThat(links)
        .allSatisfy(
            link -> {
              assertThat(link.path("protection").asText()).isEqualTo("tls");
              assertThat(link.path("interface").asText()).isIn("virtual", "ethernet");
              assertThat(link.path("remote").asText()).contains("198.18.77.2");
            });
    Answer asked = left.ask("request", "hello", "time", "--to", "right", "--json");
    assertThat(asked.json().path("name").asText()).isEqualTo("right");
  }

  private static CompletableFuture<Answer> subscribed(RunningNode node, String topic) {
    return node.askLater("subscribe", topic, "--count", "1", "--for", "120s", "--json");
  }

  private static void assertHeard(CompletableFuture<Answer> heard, String publisher, int value)
      throws Exception {
    JsonNode event = heard.get(RunningNode.START.toSeconds(), TimeUnit.SECONDS).json();
    assertThat(event.path("publisher").asText()).isEqualTo(publisher);
    assertThat(event.path("data").asInt()).isEqualTo(value);
  }

  @Test
  void nodesFindEachOtherByMulticastAndNoticeACutCableAndMeetAgain() throws Exception {
    RunningNode left = startLeft("multicast");
    RunningNode right = startRight("multicast");
    left.ready();
    right.ready();
    assertLinkedOverTheCable(left, right);
    assertThat(left.peer("right").orElseThrow().path("foundBy").toString()).contains("multicast");

    CompletableFuture<Answer> heat = subscribed(right, "lab/heat");
    CompletableFuture<Answer> light = subscribed(right, "lab/light");
    CompletableFuture<Answer> pending = left.askLater("request", "trouble", "never");
    left.until(
        "the request is under way",
        RunningNode.START,
        () ->
            left.ask("services", "trouble", "--json").json().path(0).path("outstanding").asInt()
                == 1);
    hosts.pullTheCable();
    Answer failed = pending.get(NOTICED.toMillis(), TimeUnit.MILLISECONDS);
    assertThat(failed.exit()).isEqualTo(1);
    assertThat(failed.err()).contains("it may have run");
    left.until(
        "right is lost",
        NOTICED,
        () -> Set.of("lost", "gone", "unknown").contains(left.stateOf("right")));
    assertThat(left.ask("request", "hello", "time", "--json").json().path("name").asText())
        .isEqualTo("left");
    assertThat(left.ask("publish", "lab/heat", "21", "--retain").exit()).isZero();

    hosts.plugTheCable();
    assertLinkedOverTheCable(left, right);
    assertHeard(heat, left.id(), 21);
    left.until(
        "an event of now is heard",
        NOTICED,
        () -> {
          assertThat(left.ask("publish", "lab/light", "1").exit()).isZero();
          return light.isDone();
        });
    assertHeard(light, left.id(), 1);
    assertThat(Answer.traces(left.log() + right.log())).isEmpty();
  }

  @Test
  void nodesFindEachOtherByMulticastDns() {
    RunningNode left = startLeft("mdns").ready();
    RunningNode right = startRight("mdns").ready();
    assertLinkedOverTheCable(left, right);
    // The newcomer hears of the other at once, the other of it some seconds later.
    assertThat(right.peer("left").orElseThrow().path("foundBy").toString()).contains("mdns");
    assertThat(Answer.traces(left.log() + right.log())).isEmpty();
  }
}
