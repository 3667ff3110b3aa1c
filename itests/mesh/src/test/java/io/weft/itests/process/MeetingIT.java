package io.weft.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.weft.itests.Answer;
import io.weft.itests.RunningNode;
import io.weft.itests.Site;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes that know nothing of each other, on one machine. */
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
}
