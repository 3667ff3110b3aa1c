package io.weft.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.itests.Answer;
import io.weft.itests.RunningNode;
import io.weft.itests.Site;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes in a row: each is linked with its neighbours alone, and knows of all by gossip. */
class GossipIT {

  /** Generous, for a machine that does much else; it takes one or two seconds. */
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir Path folder;
  private Site site;

  @BeforeEach
  void open() {
    site = new Site(folder);
  }

  @AfterEach
  void stop() {
    site.close();
  }

  private RunningNode start(String name, String... more) {
    List<String> options = new ArrayList<>();
    options.addAll(List.of("--bind", "127.0.0.1", "--set", "discovery_providers=gossip"));
    options.addAll(List.of("--set", "auto_connect=false", "--set", "company=1-2"));
    options.addAll(List.of(more));
    return site.startPlain(name, options);
  }

  private static void link(RunningNode a, RunningNode b) {
    URI tcp =
        b.addresses().stream()
            .filter(address -> address.getScheme().equals("tcp"))
            .findFirst()
            .orElseThrow();
    a.until(
        "a link with " + b.name(), SOON, () -> a.ask("peers", "add", tcp.toString()).exit() == 0);
  }

  @Test
  void serviceOfANodeFarAwayIsKnownAndDialledOnDemandAndGoneWithItsNode() {
    RunningNode dan = start("dan", "--feature", "hello");
    RunningNode ada = start("ada");
    RunningNode bob = start("bob");
    RunningNode cyd = start("cyd");
    link(ada.ready(), bob.ready());
    link(cyd.ready(), dan.ready());
    link(bob, cyd);

    ada.until("ada knows of dan", SOON, () -> ada.peer("dan").isPresent());
    assertThat(ada.stateOf("dan")).isEqualTo("known");
    dan.until("dan knows of ada", SOON, () -> dan.peer("ada").isPresent());

    Answer answer = ada.ask("request", "hello", "time", "--timeout", "20s", "--json");
    assertThat(answer.exit()).as(answer.toString()).isZero();
    assertThat(answer.json().path("name").asText()).isEqualTo("dan");

    dan.askToStop();
    bob.until(
        "bob hears of dan's goodbye",
        SOON,
        () -> bob.peer("dan").map(node -> node.path("state").asText().equals("gone")).orElse(true));
    for (RunningNode node : List.of(ada, bob, cyd)) {
      assertThat(Answer.traces(node.log())).isEmpty();
    }
  }
}
