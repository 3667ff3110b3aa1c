package io.weft.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.itests.Answer;
import io.weft.itests.RunningNode;
import io.weft.itests.Site;
import io.weft.itests.parts.ServiceJar;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests that cannot be answered well: each failure says what happened and where. */
class RequestErrorsIT {
  private static final int FAILED = 1;
  private static final int USAGE = 2;
  private static final int NOT_FOUND = 4;
  private static final int TIME_UP = 5;

  @TempDir static Path folder;

  private static Site site;
  private static RunningNode asker;
  private static RunningNode server;

  @BeforeAll
  static void start() {
    site = new Site(folder);
    ServiceJar.write(site.data("server").resolve("deploy/trouble.jar"), "test.trouble", "trouble");
    asker = site.start("asker");
    server = site.start("server");
    asker.ready();
    server.ready();
    asker.untilServiceOf(server, "trouble");
  }

  @AfterAll
  static void stop() {
    site.close();
  }

  @AfterEach
  void bothGoOn() {
    assertThat(asker.stateOf("server")).isEqualTo("connected");
    assertThat(Answer.traces(asker.output() + asker.log())).isEmpty();
  }

  private static Answer ask(String... more) {
    List<String> command = new ArrayList<>(List.of("request"));
    command.addAll(List.of(more));
    return asker.ask(command.toArray(String[]::new));
  }

  private static void assertFailed(Answer answer, int exit, String... said) {
    assertThat(answer.exit()).as(answer.toString()).isEqualTo(exit);
    assertThat(answer.err()).contains(said);
    assertThat(Answer.traces(answer.err())).isEmpty();
  }

  @Test
  void unknownPathNamesTheNodesThatWereLookedAt() {
    assertFailed(
        ask("nowhere", "go"),
        NOT_FOUND,
        "no service \"nowhere\"",
        server.id().substring(0, 8),
        "trying again is safe");
  }

  @Test
  void unknownActionNamesTheOnesThatThereAre() {
    assertFailed(
        ask("trouble", "none"),
        NOT_FOUND,
        "service trouble has no action \"none\"",
        "typed",
        "trying again is safe");
  }

  @Test
  void badJsonIsRefusedWithLineAndColumn() {
    Answer answer = ask("trouble", "typed", "{\n  \"item\": \"pen\",\n  \"count\": }");
    assertFailed(answer, USAGE, "line 3", "column 12");
  }

  @Test
  void wrongTypeOfAFieldNamesTheField() {
    assertFailed(
        ask("trouble", "typed", "{\"item\": \"pen\", \"count\": \"many\"}"),
        FAILED,
        "bad_params",
        "count");
  }

  @Test
  void deadlineOfZeroSendsNothing() {
    Answer answer = ask("trouble", "never", "--timeout", "0s");
    assertFailed(answer, TIME_UP, "deadline", "nothing", "trying again is safe");
  }

  @Test
  void errorOfTheApplicationArrivesWithItsCode() {
    assertFailed(ask("trouble", "refuse"), FAILED, "sold_out", "none is left");
  }

  @Test
  void whatAHandlerThrowsStaysInItsOwnLog() {
    Answer answer = ask("trouble", "throw");
    assertFailed(answer, FAILED, "internal");
    assertThat(answer.err()).doesNotContain("swordfish");
    server.untilSaid("swordfish", RunningNode.START);
  }

  @Test
  void handlerThatBreaksIsAnErrorAtOnce() {
    assertFailed(ask("trouble", "break", "--timeout", "20s"), FAILED, "internal");
  }

  @Test
  void handlerThatBlocksEndsWithTheDeadline() {
    assertFailed(
        ask("trouble", "block", "--timeout", "300ms"),
        TIME_UP,
        "not answered in time",
        "it may have run");
  }

  @Test
  void handlerThatNeverAnswersEndsWithTheDeadline() {
    assertFailed(
        ask("trouble", "never", "--timeout", "300ms"),
        TIME_UP,
        "not answered in time",
        "it may have run");
  }

  @Test
  void resultThatCannotBeEncodedNamesItsTypeAndBundle() {
    assertFailed(ask("trouble", "unspeakable"), FAILED, "java.lang.Thread", "cannot be encoded");
  }

  @Test
  void unknownNodeNamesTheOnesThatThereAre() {
    assertFailed(
        ask("trouble", "typed", "--to", "nobody"), NOT_FOUND, "no node \"nobody\"", "server");
  }
}
