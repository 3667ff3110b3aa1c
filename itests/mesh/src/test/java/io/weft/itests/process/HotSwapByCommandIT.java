package io.weft.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.weft.itests.Alone;
import io.weft.itests.Answer;
import io.weft.itests.RunningNode;
import io.weft.itests.Site;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parts of the nodes that answer are swapped by {@code weft bundles} while requests run. */
@Tag(Alone.TAG)
class HotSwapByCommandIT {
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir static Path folder;

  private static Site site;
  private static RunningNode asker;
  private static RunningNode ada;
  private static RunningNode bob;

  @BeforeAll
  static void start() {
    site = new Site(folder);
    asker = site.start("asker");
    ada = site.start("ada", "--feature", "hello");
    bob = site.start("bob", "--feature", "hello");
    asker.ready();
    ada.ready();
    bob.ready();
    asker.untilServiceOf(ada, "hello").untilServiceOf(bob, "hello");
  }

  @AfterAll
  static void stop() {
    site.close();
  }

  private static void change(RunningNode node, String action, String bundle) {
    Answer changed = node.ask("bundles", action, bundle, "--json");
    assertThat(changed.exit()).as(changed.toString()).isZero();
  }

  @Test
  void noRequestFailsWhileTheNodesThatAnswerAreSwapped() throws Exception {
    CompletableFuture<Answer> load =
        asker.askLater(
            "request",
            "hello",
            "greet",
            "{\"name\": \"Ada\"}",
            "--rate",
            "300",
            "--for",
            "8s",
            "--timeout",
            "10s",
            "--json");
    int changes = 0;
    while (!load.isDone()) {
      change(ada, "update", "io.weft.transport.tcp");
      change(bob, "update", "io.weft.discovery.local");
      change(bob, "stop", "io.weft.example.hello");
      change(bob, "start", "io.weft.example.hello");
      change(bob, "update", "io.weft.transport.tcp");
      change(ada, "update", "io.weft.codec.jackson");
      change(asker, "update", "io.weft.transport.tcp");
      changes += 7;
    }
    Answer ended = load.get(30, TimeUnit.SECONDS);
    JsonNode outcome = ended.anyJson();
    assertThat(outcome.path("failed").asInt()).as(ended + "\n" + asker.log()).isZero();
    assertThat(outcome.path("asked").asInt()).isGreaterThan(1000);
    assertThat(outcome.path("answered").asInt()).isEqualTo(outcome.path("asked").asInt());
    assertThat(outcome.path("by").has("ada")).isTrue();
    assertThat(outcome.path("by").has("bob")).isTrue();
    assertThat(ended.exit()).isZero();
    assertThat(changes).isGreaterThan(7);
    for (RunningNode node : new RunningNode[] {asker, ada, bob}) {
      assertThat(Answer.traces(node.output() + node.log())).as(node.log()).isEmpty();
      assertThat(node.output()).doesNotContain("lost ");
    }
  }

  @Test
  void nodeItselfIsUpdatedWithAGoodbyeAndComesBack() throws Exception {
    CompletableFuture<Answer> load =
        asker.askLater(
            "request",
            "hello",
            "time",
            "--rate",
            "300",
            "--for",
            "6s",
            "--timeout",
            "10s",
            "--json");

    ada.ask(
        "bundles", "update", "io.weft.node"); // its shell goes with it, perhaps before it answers

    asker.untilSaid(
        line -> line.contains("ada (") && line.matches(".*is gone: it (said goodbye|has stopped)"),
        "ada has said goodbye",
        SOON);
    asker.untilConnected(ada).untilServiceOf(ada, "hello");
    JsonNode outcome = load.get(30, TimeUnit.SECONDS).anyJson();
    assertThat(outcome.path("failed").asInt(-1)).as(outcome + "\n" + asker.log()).isZero();
    assertThat(asker.output()).doesNotContain("lost ");
    assertThat(Answer.traces(ada.output() + ada.log())).as(ada.log()).isEmpty();
  }
}
