package io.weft.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.itests.Answer;
import io.weft.itests.RunningNode;
import io.weft.itests.Site;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may call what, set in a file while the node runs. */
class AccessIT {
  private static final int FORBIDDEN = 6;
  private static final int CANNOT_START = 1;

  /** From a changed file to the node: the folder is looked at each second. */
  private static final Duration RELOADED = Duration.ofSeconds(30);

  @TempDir Path folder;
  private Site site;

  @BeforeEach
  void site() {
    site = new Site(folder);
  }

  @AfterEach
  void stop() {
    site.close();
  }

  private void rules(String... lines) {
    try {
      Path conf = site.folder(site.data("server").resolve("conf"));
      Path whole = Files.write(folder.resolve("next.cfg"), List.of(lines));
      Files.move(whole, conf.resolve("io.weft.access.cfg"), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Answer ask(RunningNode asker) {
    return asker.ask("request", "hello", "time", "--json");
  }

  private static void untilAnswered(RunningNode asker, int exit) {
    asker.until("its request ends with " + exit, RELOADED, () -> ask(asker).exit() == exit);
  }

  @Test
  void rulesTakeEffectWhileTheNodeRuns() {
    rules("rules = hello/**: role:operator");
    RunningNode server = site.start("server", "--feature", "hello");
    RunningNode guest = site.start("guest");
    RunningNode operator = site.start("operator", "--roles", "operator");
    server.ready();
    guest.ready().untilServiceOf(server, "hello");
    operator.ready().untilServiceOf(server, "hello");

    Answer refused = ask(guest);
    assertThat(refused.exit()).as(refused.toString()).isEqualTo(FORBIDDEN);
    assertThat(refused.err())
        .contains("hello time", "role:operator", guest.id().substring(0, 8), "nothing has run");
    assertThat(ask(operator).json().path("name").asText()).isEqualTo("server");
    assertThat(ask(server).json().path("name").asText()).isEqualTo("server");
    assertThat(server.ask("services", "hello", "--json").json().path(0).path("refused").asInt())
        .isEqualTo(1);

    rules("rules = hello time: node:" + guest.id(), "otherwise = nobody");
    untilAnswered(guest, 0);
    untilAnswered(operator, FORBIDDEN);

    rules("rules = hello/**: rolle:operator");
    server.untilSaid("rolle:operator", RELOADED);
    assertThat(server.log()).contains("the rules before it stay in force");
    assertThat(ask(guest).exit()).isZero();
    assertThat(ask(operator).exit()).isEqualTo(FORBIDDEN);

    rules("otherwise = noone");
    server.untilSaid("noone", RELOADED);
    assertThat(ask(operator).exit()).isEqualTo(FORBIDDEN);

    rules("# everyone again");
    untilAnswered(operator, 0);
    assertThat(Answer.traces(server.output() + server.log() + guest.log())).isEmpty();
    assertThat(server.log()).contains("refused");
    assertThat(guest.output()).doesNotContain("lost server", "gone server");
  }

  @Test
  void aNodeDoesNotStartWithoutItsRules() {
    rules("rules = hello/**");
    RunningNode server = site.start("server", "--feature", "hello");

    assertThat(server.exit(RunningNode.START)).as(server.output()).isEqualTo(CANNOT_START);
    assertThat(server.output()).contains("io.weft.access", "rule 1", "\"hello/**\"");
    assertThat(Answer.traces(server.output() + server.log())).isEmpty();
  }
}
