package io.weft.node.mesh;

import static io.weft.node.mesh.Answers.badOption;
import static io.weft.node.mesh.Answers.bytes;
import static io.weft.node.mesh.Answers.failure;
import static io.weft.node.mesh.Answers.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.weft.exchange.Reply;
import io.weft.exchange.RequestException;
import io.weft.exchange.RequestException.Reason;
import io.weft.exchange.RequestOptions;
import io.weft.exchange.ServiceDescription;
import io.weft.node.directory.LocalService;
import io.weft.testkit.Eventually;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several versions of a service, on one node and on several. */
class VersionsTest {
  @TempDir Path folder;
  private Lab lab;
  private Lab.Member a;
  private Lab.Member b;
  private Lab.Member c;

  @BeforeEach
  void threeNodes() {
    lab = new Lab(folder);
    a = lab.start("a");
    b = lab.start("b");
    c = lab.start("c");
    Lab.awaitConnected(a, b);
    Lab.awaitConnected(a, c);
  }

  @AfterEach
  void stop() {
    lab.close();
  }

  private LocalService offer(Lab.Member member, String version) {
    return member.offer(
        new ServiceDescription("say", version, "", Set.of("it"), List.of()),
        request -> bytes(version),
        false);
  }

  private CompletableFuture<Reply> ask(String range) {
    return a.mesh.exchange().request("say", "it", null, RequestOptions.DEFAULT.withVersions(range));
  }

  @Test
  void oneNodeRunsTheNewestVersionThatTheCallerAsksFor() throws Exception {
    offer(b, "1.0.0");
    offer(b, "1.4.0");
    offer(b, "2.1.0");
    a.awaitService("say", 3);

    assertThat(text(ask("[1,2)"))).isEqualTo("1.4.0");
    assertThat(text(ask("[1,1.1)"))).isEqualTo("1.0.0");
    assertThat(text(ask("2"))).isEqualTo("2.1.0");
    assertThat(text(a.mesh.exchange().request("say", "it", null))).isEqualTo("2.1.0");
  }

  @Test
  void theSameHoldsInThisProcess() throws Exception {
    offer(a, "1.0.0");
    offer(a, "2.0.0");

    assertThat(text(ask("[1,2)"))).isEqualTo("1.0.0");
    assertThat(text(ask("2"))).isEqualTo("2.0.0");
  }

  @Test
  void aCallGoesElsewhereIfThisProcessHasAnotherVersion() throws Exception {
    offer(a, "1.0.0");
    offer(b, "2.0.0");
    a.awaitService("say", 1);

    assertThat(text(ask("[2,3)"))).isEqualTo("2.0.0");
  }

  @Test
  void ofSeveralNodesThoseAreAskedThatFit() throws Exception {
    offer(b, "1.0.0");
    offer(c, "2.0.0");
    a.awaitService("say", 2);

    for (int i = 0; i < 10; i++) {
      assertThat(text(ask("[2,3)"))).isEqualTo("2.0.0");
    }
  }

  @Test
  void aNodeWithTwoVersionsHasOneTurn() throws Exception {
    offer(b, "1.0.0");
    offer(b, "1.1.0");
    offer(c, "1.1.0");
    a.awaitService("say", 3);
    int byB = 0;
    for (int i = 0; i < 20; i++) {
      Reply reply = Answers.get(a.mesh.exchange().request("say", "it", null));
      byB += reply.from().equals(b.id()) ? 1 : 0;
    }

    assertThat(byB).isEqualTo(10);
  }

  @Test
  void aRangeThatNobodyHasNamesThoseThereAre() {
    offer(a, "1.5.0");
    offer(b, "1.0.0");
    a.awaitService("say", 1);

    RequestException failure = failure(ask("[3,4)"));

    assertThat(failure.reason()).isEqualTo(Reason.NO_SERVICE);
    assertThat(failure)
        .hasMessage(
            "no version of service \"say\" in the range [3,4) on any node; there are 1.5.0 here,"
                + " 1.0.0 on "
                + b.id().shortText());
  }

  @Test
  void whatIsNoRangeIsRefused() {
    offer(b, "1.0.0");
    a.awaitService("say", 1);

    assertThat(badOption(ask("[1,2"))).hasMessageContaining("\"[1,2\" (as in [1.2,2)");
    assertThat(badOption(ask("newest"))).hasMessageContaining("\"newest\"");
    assertThat(badOption(ask("(1,1)"))).hasMessageContaining("has none in it");
    assertThat(badOption(ask("1".repeat(101)))).hasMessageContaining("101 characters");
    assertThat(badOption(ask(""))).hasMessageContaining("\"\"");
  }

  @Test
  void duringAnUpdateCallsFinishWhereTheyBegan() throws Exception {
    CompletableFuture<byte[]> release = new CompletableFuture<>();
    AtomicInteger begun = new AtomicInteger();
    LocalService old =
        b.offer(
            new ServiceDescription("say", "1.0.0", "", Set.of("it"), List.of()),
            request -> {
              begun.incrementAndGet();
              return release;
            },
            false);
    a.awaitService("say", 1);
    CompletableFuture<Reply> before = a.mesh.exchange().request("say", "it", null);
    Eventually.until("it runs", Lab.SOON, () -> begun.get() == 1);

    offer(b, "1.1.0");
    b.mesh.remove(old);
    assertThat(text(a.mesh.exchange().request("say", "it", null))).isEqualTo("1.1.0");
    release.complete(bytes("1.0.0"));

    assertThat(text(before)).isEqualTo("1.0.0");
  }
}
