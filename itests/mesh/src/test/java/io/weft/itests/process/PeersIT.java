package io.weft.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.weft.itests.Answer;
import io.weft.itests.RunningNode;
import io.weft.itests.Site;
import io.weft.testkit.Steadily;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Peers that are added by hand, kept away, and remembered by a node that was killed. */
class PeersIT {
  private static final String ALONE = "discovery_enabled=false";

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

  private RunningNode startAlone(String name) {
    return site.start(name, "--set", ALONE);
  }

  private static URI tcp(RunningNode node) {
    return node.addresses().stream()
        .filter(address -> address.getScheme().equals("tcp"))
        .findFirst()
        .orElseThrow();
  }

  private static JsonNode peer(RunningNode at, String id) {
    for (JsonNode each : at.ask("peers", "--json").json()) {
      if (each.path("id").asText().equals(id)) {
        return each;
      }
    }
    return at.ask("info", "--json").json().path("none");
  }

  @Test
  void whatTheUserDecidedSurvivesAKill() {
    RunningNode ada = startAlone("ada").ready();
    RunningNode bob = startAlone("bob").ready();
    RunningNode cyd = startAlone("cyd").ready();
    Answer added = ada.ask("peers", "add", tcp(bob).toString());
    assertThat(added.exit()).as(added.toString()).isZero();
    assertThat(added.out()).contains(bob.id());
    assertThat(ada.ask("peers", "add", tcp(bob).toString(), "--key", cyd.id()).err())
        .contains("another node", "attack");
    assertThat(ada.ask("peers", "ban", cyd.id(), "--reason", "bad company").exit()).isZero();
    ada.kill();
    ada.exit(Duration.ofSeconds(10));

    RunningNode again = startAlone("ada").ready();

    again.untilConnected(bob);
    again.until( // bob may have found it before it has read its store
        "bob is kept", RunningNode.START, () -> peer(again, bob.id()).path("kept").asBoolean());
    again.until(
        "the ban holds",
        RunningNode.START,
        () -> peer(again, cyd.id()).path("state").asText().equals("banned"));
    Answer refused = cyd.ask("peers", "add", tcp(again).toString());
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.err()).contains("banned for good");
    assertThat(again.ask("peers", "unban", cyd.id()).exit()).isZero();
    assertThat(cyd.ask("peers", "add", tcp(again).toString()).exit()).isZero();
    assertThat(Answer.traces(again.log() + bob.log() + cyd.log())).isEmpty();
  }

  @Test
  void aDamagedStoreIsSetAsideAndTheNodeStarts() throws Exception {
    RunningNode ada = startAlone("ada").ready();
    RunningNode bob = startAlone("bob").ready();
    assertThat(ada.ask("peers", "add", tcp(bob).toString()).exit()).isZero();
    ada.close();
    Path store = site.data("ada").resolve("peers.mv");
    assertThat(store).exists();
    Files.writeString(store, "this is no store of peers, whoever wrote it");

    RunningNode again = startAlone("ada").ready();

    again.until(
        "the damage is said", RunningNode.START, () -> again.log().contains("peers.mv is damaged"));
    assertThat(again.ask("peers", "add", tcp(bob).toString()).exit()).isZero();
    assertThat(Answer.traces(again.log())).isEmpty();
  }

  @Test
  void ofThreePeersOneIsTakenWhereTheMaximumIsOneAndTheOthersStillAnswer() {
    RunningNode ada = site.start("ada", "--set", "company=1-1").ready();
    RunningNode bob = site.start("bob", "--feature", "hello").ready();
    RunningNode cyd = site.start("cyd", "--feature", "hello").ready();
    bob.untilConnected(cyd);
    ada.until("one is connected", RunningNode.START, () -> connected(ada) == 1);
    Steadily.holds("it stays one", Duration.ofSeconds(2), () -> connected(ada) == 1);

    for (RunningNode node : new RunningNode[] {bob, cyd}) {
      Answer answer =
          ada.ask("request", "hello", "time", "--to", node.name(), "--timeout", "20s", "--json");
      assertThat(answer.exit()).as(answer.toString()).isZero();
      assertThat(answer.json().path("name").asText()).isEqualTo(node.name());
    }
  }

  private static long connected(RunningNode node) {
    long count = 0;
    for (JsonNode each : node.ask("peers", "--json").json()) {
      count += each.path("state").asText().equals("connected") ? 1 : 0;
    }
    return count;
  }
}
