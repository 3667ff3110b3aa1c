package io.weft.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.weft.itests.Alone;
import io.weft.itests.Answer;
import io.weft.itests.RunningNode;
import io.weft.itests.Site;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes that know nothing of each other, on one machine. */
@Tag(Alone.TAG)
class MeetingIT {
  @TempDir static Path folder;

  private static Site site;
  private static RunningNode ada;
  private static RunningNode bob;
  private static RunningNode cyd;

  @BeforeAll
  static void start() {
    site = new Site(folder);
    ada = site.start("ada", "--feature", "hello");
    bob = site.start("bob", "--feature", "hello", "--roles", "gpu,bridge");
    cyd = site.start("cyd");
    ada.ready();
    bob.ready();
    cyd.ready();
  }

  @AfterAll
  static void stop() {
    site.close();
  }

  @Test
  void threeNodesFindEachOtherWithoutConfiguration() {
    ada.untilConnected(bob).untilConnected(cyd);
    bob.untilConnected(cyd).untilConnected(ada);
    cyd.untilConnected(ada).untilConnected(bob);
    assertThat(ada.id()).isNotEqualTo(bob.id());
  }

  @Test
  void requestIsAnsweredByBothThatOfferTheService() {
    cyd.untilServiceOf(ada, "hello").untilServiceOf(bob, "hello");
    Set<String> answered = new TreeSet<>();
    for (int i = 0; i < 4; i++) {
      JsonNode reply = cyd.ask("request", "hello", "greet", "{\"name\": \"Eve\"}", "--json").json();
      answered.add(reply.path("name").asText());
      assertThat(reply.path("result").toString()).contains("Eve");
    }
    assertThat(answered).containsExactly("ada", "bob");
  }

  @Test
  void requestIsAnsweredHereWhereTheServiceIsHere() {
    ada.untilServiceOf(bob, "hello");
    for (int i = 0; i < 4; i++) {
      Answer reply = ada.ask("request", "hello", "greet", "{\"name\": \"Eve\"}", "--json");
      assertThat(reply.json().path("name").asText()).isEqualTo("ada");
    }
  }

  /** The command of a person, in a process of its own. */
  private static Answer weft(RunningNode node, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--data", node.data().toString()));
    return site.weft(all.toArray(String[]::new));
  }

  @Test
  void nodesAreListedWithWhatTheyAre() {
    ada.untilConnected(bob).untilConnected(cyd);
    JsonNode nodes = weft(ada, "nodes", "--json").json();
    assertThat(nodes).hasSize(3);
    assertThat(nodes.path(0).path("self").asBoolean()).isTrue();
    JsonNode seen = ada.peer("bob").orElseThrow();
    assertThat(seen.path("id").asText()).isEqualTo(bob.id());
    assertThat(seen.path("state").asText()).isEqualTo("connected");
    assertThat(seen.path("roles")).extracting(JsonNode::asText).containsExactly("bridge", "gpu");
    assertThat(seen.path("foundBy")).extracting(JsonNode::asText).contains("local");
    assertThat(seen.path("transport").asText()).isIn("unix", "tcp");
    assertThat(seen.path("interface").asText()).isEqualTo("loopback");
    Answer table = weft(ada, "nodes");
    assertThat(table.exit()).isZero();
    assertThat(table.out()).contains("* ada", "bob", "cyd", "connected", "/loopback");
  }

  @Test
  void servicesAreListedWithTheirNodes() {
    cyd.untilServiceOf(ada, "hello").untilServiceOf(bob, "hello");
    JsonNode services = weft(cyd, "services", "--json").json();
    assertThat(services)
        .extracting(each -> each.path("path").asText() + " of " + each.path("name").asText())
        .contains("hello of ada", "hello of bob");
    assertThat(services.path(0).path("actions"))
        .extracting(JsonNode::asText)
        .contains("greet", "time");
    assertThat(weft(cyd, "services", "nowhere").exit()).isEqualTo(4);
  }

  @Test
  void linksAreProtected() {
    ada.untilConnected(bob).untilConnected(cyd);
    JsonNode links = weft(ada, "links", "--json").json();
    assertThat(links.size()).isGreaterThanOrEqualTo(4);
    assertThat(links)
        .allSatisfy(link -> assertThat(link.path("protection").asText()).isIn("tls", "local_user"));
    assertThat(links).extracting(link -> link.path("lane").asText()).contains("control", "calls");
  }

  @Test
  void requestsAreMadeByCommand() {
    cyd.untilServiceOf(ada, "hello");
    Answer plain = weft(cyd, "request", "hello", "greet", "{\"name\": \"Eve\"}", "--to", "ada");
    assertThat(plain.exit()).as(plain.toString()).isZero();
    assertThat(plain.anyJson().path("text").asText()).isEqualTo("Hello, Eve!");
    assertThat(plain.anyJson().path("from").asText()).isEqualTo("ada");
    assertThat(weft(cyd, "request", "nowhere", "go").exit()).isEqualTo(4);
    assertThat(weft(cyd, "request", "hello").exit()).isEqualTo(2);
    assertThat(weft(cyd, "nonsense").exit()).isEqualTo(2);
    assertThat(site.weft("nodes", "--data", folder.resolve("none").toString()).exit()).isEqualTo(3);
  }

  @Test
  void eventsReachSubscribersElsewhere() throws Exception {
    ada.untilConnected(cyd);
    CompletableFuture<Answer> subscribed =
        cyd.askLater("subscribe", "lab/*", "--count", "1", "--for", "60s", "--json");
    // The subscription has to reach the publisher first, so it is published until one has come.
    cyd.until(
        "an event has come",
        RunningNode.START,
        () -> {
          Answer published = ada.ask("publish", "lab/heat", "{\"celsius\": 21.5}", "--json");
          assertThat(published.json().path("topic").asText()).isEqualTo("lab/heat");
          return subscribed.isDone();
        });
    JsonNode event = subscribed.get(10, TimeUnit.SECONDS).json();
    assertThat(event.path("topic").asText()).isEqualTo("lab/heat");
    assertThat(event.path("name").asText()).isEqualTo("ada");
    assertThat(event.path("data").path("celsius").asDouble()).isEqualTo(21.5);
    assertThat(cyd.ask("subscribe", "never/*", "--count", "1", "--for", "100ms").exit())
        .isEqualTo(5);
    assertThat(weft(ada, "publish", "lab//heat").exit()).isEqualTo(2);
  }

  @Test
  void partsOfTheNodeAreListed() {
    JsonNode bundles = weft(ada, "bundles", "--json").json();
    assertThat(bundles)
        .filteredOn(bundle -> bundle.path("name").asText().equals("io.weft.transport.tcp"))
        .singleElement()
        .satisfies(bundle -> assertThat(bundle.path("state").asText()).isEqualTo("active"));
    assertThat(weft(ada, "bundles", "stop", "no.such.bundle").exit()).isEqualTo(4);
  }

  @Test
  void connectionsAreExplained() {
    ada.untilConnected(bob);
    JsonNode explained = weft(ada, "explain", "bob", "--json").json();
    assertThat(explained.path("state").asText()).isEqualTo("connected");
    assertThat(explained.path("history"))
        .extracting(event -> event.path("kind").asText())
        .contains("seen", "linked", "connected");
    assertThat(explained.path("advice").asText()).contains("nothing to do");
    assertThat(weft(ada, "explain", "nobody").exit()).isEqualTo(4);
  }

  @Test
  void ticketIsOneLine() {
    Answer invited = weft(ada, "invite", "--json");
    assertThat(invited.json().path("ticket").asText()).startsWith("weft1:").doesNotContain(" ");
    Answer plain = weft(ada, "invite");
    assertThat(plain.exit()).isZero();
    assertThat(plain.out()).hasLineCount(1);
  }

  @Test
  void whoHasARoleIsFound() {
    ada.untilConnected(bob);
    JsonNode found = ada.ask("find", "role", "gpu", "--wait", "10ms", "--json").json();
    assertThat(found).extracting(each -> each.path("name").asText()).containsExactly("bob");
    assertThat(ada.ask("find", "role", "none", "--wait", "10ms").exit()).isEqualTo(4);
  }
}
