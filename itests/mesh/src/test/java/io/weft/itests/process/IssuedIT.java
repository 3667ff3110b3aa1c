package io.weft.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.itests.Answer;
import io.weft.itests.RunningNode;
import io.weft.itests.Site;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A network in which one node lets the others in, one by one. */
class IssuedIT {
  @TempDir Path folder;
  private Site home;
  private Site abroad;

  @BeforeEach
  void sites() {
    home = new Site(folder);
    abroad = home.stranger("abroad");
  }

  @AfterEach
  void stop() {
    abroad.close();
    home.close();
  }

  @Test
  void ticketLetsInOneNodeWhichTheIssuerHelpsToAnotherKey() {
    RunningNode ada = home.start("ada", "--set", "admission=issued").ready();
    String ticket = ada.ask("invite", "--json").json().path("ticket").asText();
    assertThat(ticket).startsWith("weft2:");
    assertThat(ada.ask("tickets", "--json").json()).hasSize(1);

    RunningNode bob = abroad.start("bob", "--feature", "hello", "--join", ticket).ready();
    ada.untilConnected(bob);
    ada.untilServiceOf(bob, "hello");
    Answer greeting = ada.ask("request", "hello", "greet", "{\"name\": \"Ada\"}", "--json");
    assertThat(greeting.exit()).as(greeting.toString()).isZero();
    assertThat(abroad.config().resolve("network.pub")).exists();
    assertThat(abroad.config().resolve("network.key")).doesNotExist();
    assertThat(ada.ask("tickets", "--json").json()).isEmpty();

    Site elsewhere = home.stranger("elsewhere");
    Answer again = elsewhere.weft("join", ticket, "--data", elsewhere.data("eve").toString());
    assertThat(again.exit()).as(again.toString()).isEqualTo(2);
    assertThat(again.err()).contains("the ticket was used").hasLineCount(1);
    assertThat(bob.ask("invite").err()).contains("does not hold the key");

    bob.untilServiceOf(ada, "weft/issuer");
    String id = bob.id();
    Answer rotated = bob.ask("rotate-key");
    assertThat(rotated.exit()).as(rotated.toString()).isZero();
    assertThat(bob.id()).isEqualTo(id);
    assertThat(ada.ask("request", "hello", "greet", "{\"name\": \"Ada\"}").exit()).isZero();
    bob.close();
    RunningNode back = abroad.start("bob", "--feature", "hello").ready();
    ada.untilConnected(back);
    assertThat(back.id()).isEqualTo(id);
    assertThat(Answer.traces(ada.log() + bob.log() + back.log())).isEmpty();
  }

  @Test
  void revokedNodeIsAdmittedNoMore() {
    RunningNode ada = home.start("ada").ready();
    String ticket = ada.ask("invite", "--once", "--json").json().path("ticket").asText();
    RunningNode bob = abroad.start("bob", "--join", ticket).ready();
    ada.untilConnected(bob);
    bob.close();

    assertThat(ada.ask("revoke", bob.data().getFileName().toString()).exit()).isZero();
    RunningNode back = abroad.start("bob").ready();

    ada.untilSaid(line -> line.contains("revoked: "), "why bob is turned away", RunningNode.START);
    assertThat(ada.ask("links", "--json").json()).isEmpty();
    assertThat(back.process().isAlive()).isTrue();
  }
}
