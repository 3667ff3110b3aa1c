package io.weft.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.weft.itests.Answer;
import io.weft.itests.RunningNode;
import io.weft.itests.Site;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three processes in a line: the ends know nothing of each other but by the one between. */
class RelayIT {
  @TempDir Path folder;
  private Site site;
  private RunningNode ada;
  private RunningNode bob;
  private RunningNode cyd;

  @BeforeEach
  void line() {
    site = new Site(folder);
    ada = start("ada");
    bob = start("bob");
    cyd = start("cyd", "--feature", "hello");
    for (RunningNode end : new RunningNode[] {ada, cyd}) {
      Answer added = end.ask("peers", "add", tcp(bob).toString());
      assertThat(added.exit()).as(added.toString()).isZero();
      end.untilConnected(bob);
    }
  }

  @AfterEach
  void stop() {
    site.close();
  }

  private RunningNode start(String name, String... more) {
    String[] options = new String[more.length + 2];
    options[0] = "--set";
    options[1] = "discovery_enabled=false";
    System.arraycopy(more, 0, options, 2, more.length);
    return site.start(name, options).ready();
  }

  private static URI tcp(RunningNode node) {
    return node.addresses().stream()
        .filter(address -> address.getScheme().equals("tcp"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void eventsAndRequestsPassThroughTheOneBetween() throws Exception {
    CompletableFuture<Answer> subscribed =
        cyd.askLater("subscribe", "lab/*", "--count", "1", "--for", "60s", "--json");
    cyd.until(
        "an event has come",
        RunningNode.START,
        () -> {
          assertThat(ada.ask("publish", "lab/heat", "21").exit()).isZero();
          return subscribed.isDone();
        });
    JsonNode event = subscribed.get(10, TimeUnit.SECONDS).json();
    assertThat(event.path("publisher").asText()).isEqualTo(ada.id());
    assertThat(event.path("data").asInt()).isEqualTo(21);

    ada.until(
        "a request is answered",
        RunningNode.START,
        () -> ada.ask("request", "hello", "greet", "{\"name\": \"Eve\"}").exit() == 0);
    Answer greeted = ada.ask("request", "hello", "greet", "{\"name\": \"Eve\"}");
    assertThat(greeted.anyJson().path("from").asText()).isEqualTo("cyd");
    assertThat(ada.stateOf("cyd")).isNotEqualTo("connected");

    assertThat(ada.ask("publish", "lab/light", "1", "--retain").exit()).isZero();
    Answer late = cyd.ask("subscribe", "lab/light", "--count", "1", "--for", "30s", "--json");
    assertThat(late.json().path("retained").asBoolean()).isTrue();
    assertThat(Answer.traces(ada.log() + bob.log() + cyd.log())).isEmpty();
  }
}
