package io.weft.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.weft.itests.Answer;
import io.weft.itests.RunningNode;
import io.weft.itests.Site;
import io.weft.itests.parts.ServiceJar;
import io.weft.testkit.Steadily;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two nodes ask each other and publish at a modest pace for a while, {@code -Dsoak.seconds=3600}
 * for an hour: nothing fails, and no heap grows.
 */
class SoakIT {
  /** After this the pools and tables have the size that they stay at. */
  private static final Duration WARM_UP = Duration.ofSeconds(10);

  private static final Duration SOAK = Duration.ofSeconds(Integer.getInteger("soak.seconds", 60));

  /**
   * What a heap may differ by after a collection. Tables by id of a request, which are made as ids
   * come, have all their 65,536 places after some minutes at this pace: 2 to 3 MB.
   */
  private static final long BOUND_BYTES = 8L << 20;

  private static final List<String> PREFIX = List.of("env", "WEFT_JAVA_OPTS=-Xmx256m");
  private static final List<String> OPTIONS =
      List.of("--bind", "127.0.0.1", "--set", "discovery_providers=local");

  @TempDir Path folder;

  private static JsonNode ask(RunningNode node, String name, String action, String... more) {
    List<String> words = new ArrayList<>(List.of("request", "soak/" + name, action));
    words.addAll(List.of(more));
    words.addAll(List.of("--timeout", "60s", "--json"));
    Answer answer = node.ask(words.toArray(String[]::new));
    assertThat(answer.exit()).as(answer.toString()).isZero();
    return answer.json().path("result");
  }

  @Test
  void requestsAndEventsForAWhileFailNothingAndLeaveNothing() {
    try (Site site = new Site(folder)) {
      RunningNode ada = start(site, "ada");
      RunningNode bob = start(site, "bob");
      ada.ready();
      bob.ready();
      ada.untilServiceOf(bob, "soak/bob");
      bob.untilServiceOf(ada, "soak/ada");
      ask(ada, "ada", "start", "\"soak/bob\"");
      ask(bob, "bob", "start", "\"soak/ada\"");
      pass(WARM_UP, ada, bob);
      long adaBefore = ask(ada, "ada", "heap").asLong();
      long bobBefore = ask(bob, "bob", "heap").asLong();
      pass(SOAK, ada, bob);
      long adaAfter = ask(ada, "ada", "heap").asLong();
      long bobAfter = ask(bob, "bob", "heap").asLong();
      System.out.printf(
          "soak of %d s: ada %d -> %d KiB, bob %d -> %d KiB; %s%n",
          SOAK.toSeconds(),
          adaBefore >> 10,
          adaAfter >> 10,
          bobBefore >> 10,
          bobAfter >> 10,
          ask(ada, "ada", "figures"));
      assertThat(adaBefore).isPositive();
      assertThat(adaAfter - adaBefore).as("growth of ada, bytes").isLessThan(BOUND_BYTES);
      assertThat(bobAfter - bobBefore).as("growth of bob, bytes").isLessThan(BOUND_BYTES);
      long answered = ask(ada, "ada", "figures").path("answered").asLong();
      assertThat(answered).isGreaterThan(100 * SOAK.toSeconds());
    }
  }

  private static RunningNode start(Site site, String name) {
    ServiceJar.writeSoak(site.data(name).resolve("deploy/soak.jar"), "test.soak", "soak/" + name);
    return site.startBy(PREFIX, name, OPTIONS);
  }

  /** Looks at both each few seconds: whatever fails is said when it does. */
  private static void pass(Duration time, RunningNode ada, RunningNode bob) {
    long until = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < until) {
      Steadily.holds("both run", Duration.ofSeconds(5), () -> true);
      for (RunningNode node : List.of(ada, bob)) {
        String name = node == ada ? "ada" : "bob";
        JsonNode figures = ask(node, name, "figures");
        assertThat(figures.path("failed").asLong()).as(name + " " + figures).isZero();
        assertThat(figures.path("heard").asLong()).as(name + " " + figures).isPositive();
      }
    }
  }
}
