package io.weft.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.itests.Alone;
import io.weft.itests.Answer;
import io.weft.itests.RunningNode;
import io.weft.itests.Site;
import io.weft.itests.parts.ServiceJar;
import io.weft.testkit.Steadily;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that are killed, stopped, paused and started again. */
@Tag(Alone.TAG)
class LossIT {
  /** Ten times what the benchmark asks for: this machine may be doing other things. */
  private static final Duration SOON = Duration.ofSeconds(2);

  private static final Set<String> AWAY = Set.of("lost", "gone", "unknown");

  @TempDir Path folder;
  private Site site;
  private RunningNode ada;
  private RunningNode bob;

  @BeforeEach
  void start() {
    site = new Site(folder);
    ServiceJar.write(site.data("bob").resolve("deploy/trouble.jar"), "test.trouble", "trouble");
    ada = site.start("ada");
    bob = startBob();
    ada.ready();
    bob.ready();
    ada.untilServiceOf(bob, "trouble");
  }

  private RunningNode startBob() {
    return site.start("bob", "--feature", "hello");
  }

  @AfterEach
  void stop() {
    site.close();
  }

  private CompletableFuture<Answer> pending() {
    CompletableFuture<Answer> pending = ada.askLater("request", "trouble", "never");
    ada.until(
        "the request is under way",
        RunningNode.START,
        () -> {
          var services = ada.ask("services", "trouble", "--json").json();
          return services.path(0).path("outstanding").asInt() == 1;
        });
    return pending;
  }

  @Test
  void killedPeerIsLostAndItsRequestsFailAsUnknownAndItIsFoundAgain() throws Exception {
    String id = bob.id();
    CompletableFuture<Answer> pending = pending();
    bob.kill();
    Answer failed = pending.get(SOON.toMillis(), TimeUnit.MILLISECONDS);
    assertThat(failed.exit()).isEqualTo(1);
    assertThat(failed.err()).contains("trouble never", "it may have run");
    ada.until("bob is lost", SOON, () -> AWAY.contains(ada.stateOf("bob")));
    assertThat(ada.ask("request", "trouble", "never", "--timeout", "1s").exit()).isNotZero();

    RunningNode again = startBob().ready();
    assertThat(again.id()).isEqualTo(id);
    ada.untilConnected(again).untilServiceOf(again, "trouble");
    assertThat(ada.ask("request", "hello", "time", "--json").json().path("name").asText())
        .isEqualTo("bob");
    assertThat(Answer.traces(ada.log())).isEmpty();
  }

  @Test
  void stoppedPeerIsGoneAtOnceAndItsRequestsAreEnded() throws Exception {
    CompletableFuture<Answer> pending = pending();
    bob.askToStop();
    ada.until("bob is gone", SOON, () -> AWAY.contains(ada.stateOf("bob")));
    assertThat(pending.get(10, TimeUnit.SECONDS).exit()).isEqualTo(1);
    assertThat(bob.exit(Duration.ofSeconds(15))).isZero();
    assertThat(ada.output()).contains("gone bob");
    assertThat(Answer.traces(bob.output() + bob.log() + ada.log())).isEmpty();
  }

  @Test
  void pausedPeerIsNotLostAndAnswersAfterwards() throws Exception {
    bob.signal("STOP");
    CompletableFuture<Answer> asked =
        ada.askLater("request", "hello", "time", "--timeout", "20s", "--json");
    try {
      Steadily.holds(
          "bob is connected and the request waits",
          Duration.ofMillis(1500),
          () -> ada.stateOf("bob").equals("connected") && !asked.isDone());
    } finally {
      bob.signal("CONT");
    }
    assertThat(asked.get(10, TimeUnit.SECONDS).json().path("name").asText()).isEqualTo("bob");
    assertThat(ada.output()).doesNotContain("lost bob", "gone bob");
  }
}
