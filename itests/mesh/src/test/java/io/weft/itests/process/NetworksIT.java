package io.weft.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.itests.Answer;
import io.weft.itests.RunningNode;
import io.weft.itests.Site;
import io.weft.testkit.Steadily;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is in a network, and who is not. */
class NetworksIT {
  private static final Duration SOON = Duration.ofSeconds(30);

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
    home.close();
    abroad.close();
  }

  @Test
  void strangerIsIgnoredUntilItJoins() {
    RunningNode ada = home.start("ada");
    RunningNode eve = abroad.start("eve");
    ada.ready();
    eve.ready();
    ada.untilSaid(
        line -> line.contains("ignored") && line.contains("network"),
        "why eve's announcement is ignored",
        SOON);
    eve.untilSaid(
        line -> line.contains("ignored") && line.contains("network"),
        "why ada's announcement is ignored",
        SOON);
    Steadily.holds(
        "they have nothing to do with each other",
        Duration.ofMillis(500),
        () -> ada.ask("nodes", "--json").json().size() == 1);
    assertThat(ada.ask("links", "--json").json()).isEmpty();
    assertThat(eve.ask("nodes", "--json").json()).hasSize(1);
    assertThat(ada.output()).doesNotContain("eve");

    String ticket = ada.ask("invite", "--json").json().path("ticket").asText();
    Answer joined = abroad.weft("join", ticket);
    assertThat(joined.exit()).as(joined.toString()).isZero();
    assertThat(joined.out()).containsIgnoringCase("restart");
    eve.close();
    RunningNode again = abroad.start("eve").ready();
    ada.untilConnected(again);
    again.untilConnected(ada);
    assertThat(Answer.traces(ada.log() + eve.log())).isEmpty();
  }

  @Test
  void damagedTicketIsRefused() {
    RunningNode ada = home.start("ada").ready();
    String ticket = ada.ask("invite", "--json").json().path("ticket").asText();
    int middle = ticket.length() / 2;
    char other = ticket.charAt(middle) == 'A' ? 'B' : 'A';
    String damaged = ticket.substring(0, middle) + other + ticket.substring(middle + 1);
    Answer refused = abroad.weft("join", damaged);
    assertThat(refused.exit()).as(refused.toString()).isEqualTo(2);
    assertThat(refused.err()).hasLineCount(1).contains("ticket");
    assertThat(refused.err()).doesNotContain(damaged.substring(10));
    assertThat(abroad.config()).doesNotExist();
    assertThat(abroad.weft("join", ticket.substring(0, middle)).exit()).isEqualTo(2);
    assertThat(abroad.weft("join", "hello").exit()).isEqualTo(2);
  }

  @Test
  void ticketIsUsedWhileStarting() {
    RunningNode ada = home.start("ada").ready();
    String ticket = ada.ask("invite", "--json").json().path("ticket").asText();
    RunningNode eve = abroad.start("eve", "--join", ticket).ready();
    ada.untilConnected(eve);
  }

  @Test
  void openNodesLinkAndSayHowOpenTheyAre() {
    RunningNode ada = home.start("ada", "--open");
    RunningNode eve = abroad.start("eve", "--open");
    ada.ready().untilConnected(eve.ready());
    eve.untilConnected(ada);
    ada.untilSaid(
        line -> line.contains("WARN") && line.contains("open"), "a warning about open", SOON);
    eve.untilSaid(
        line -> line.contains("WARN") && line.contains("open"), "a warning about open", SOON);
  }

  @Test
  void openNodeAndClosedNodeDoNotLink() {
    RunningNode ada = home.start("ada");
    RunningNode eve = abroad.start("eve", "--open");
    ada.ready();
    eve.ready();
    ada.untilSaid(line -> line.contains("ignored"), "why eve is ignored", SOON);
    Steadily.holds(
        "they have nothing to do with each other",
        Duration.ofMillis(500),
        () -> ada.ask("links", "--json").json().isEmpty());
  }
}
