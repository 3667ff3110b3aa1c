package io.weft.node.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.exchange.Reply;
import io.weft.node.session.Liveness;
import io.weft.node.session.Liveness.Pace;
import io.weft.peer.PeerInfo.State;
import io.weft.testkit.Eventually;
import io.weft.testkit.Steadily;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many peers a node is connected with, and which. */
class CompanyTest {
  @TempDir Path folder;
  private Lab lab;

  @BeforeEach
  void open() {
    lab = new Lab(folder);
  }

  @AfterEach
  void stop() {
    lab.close();
  }

  private Lab.Member shy(int most) {
    return lab.start("shy", settings -> new Altered(settings).company(most, most).settings());
  }

  private List<Lab.Member> others(int count) {
    List<Lab.Member> others = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      others.add(lab.start("other" + i));
    }
    return others;
  }

  private static long connected(Lab.Member member) {
    return member.mesh.peers().all().stream()
        .filter(peer -> peer.state() == State.CONNECTED)
        .count();
  }

  @Test
  void ofFivePeersExactlyTwoAreTakenWhereTheMaximumIsTwo() {
    Lab.Member shy = shy(2);
    List<Lab.Member> others = others(5);

    Eventually.until(
        "two are connected, and the others with each other",
        Lab.SOON,
        () -> connected(shy) == 2 && others.stream().allMatch(each -> connected(each) >= 4));
    Steadily.holds("it stays at two", Duration.ofSeconds(3), () -> connected(shy) == 2);
  }

  @Test
  void aLostPeerIsReplaced() {
    Lab.Member shy = shy(2);
    List<Lab.Member> others = others(4);
    Eventually.until("two are connected", Lab.SOON, () -> connected(shy) == 2);
    Lab.Member lost = others.stream().filter(shy::connectedTo).findFirst().orElseThrow();

    lost.mesh.close();

    Eventually.until(
        "another one takes its place",
        Lab.SOON,
        () -> connected(shy) == 2 && !shy.connectedTo(lost));
  }

  @Test
  void aSmallerMaximumLetsGoInGoodOrderButNotOfWhomIsNeeded() throws Exception {
    Lab.Member shy = shy(5);
    List<Lab.Member> others = others(5);
    Eventually.until("all are connected", Lab.SOON, () -> connected(shy) == 5);
    Lab.Member needed = others.get(3);
    needed.offer("only/here", "do", request -> null);
    shy.awaitService("only/here", 1);

    shy.mesh.apply(new Altered(shy.mesh.settings()).company(1, 1).settings());
    List<CompletableFuture<Reply>> answers = new ArrayList<>();
    Eventually.until(
        "one is left, and requests to it go on",
        Lab.SOON,
        () -> {
          answers.add(shy.mesh.exchange().request("only/here", "do", null));
          return connected(shy) == 1;
        });

    assertThat(shy.connectedTo(needed)).isTrue();
    for (CompletableFuture<Reply> answer : answers) {
      assertThat(answer.get(10, TimeUnit.SECONDS).from()).isEqualTo(needed.id());
    }
    assertThat(others)
        .allSatisfy(
            each ->
                assertThat(each.mesh.peers().history(shy.id()))
                    .noneMatch(event -> event.detail().contains("did not come back")));
  }

  @Test
  void whoeverIsNeededForARequestIsConnectedWithAboveTheMaximum() throws Exception {
    Lab.Member shy = shy(1);
    List<Lab.Member> others = others(4);
    Eventually.until("one is connected", Lab.SOON, () -> connected(shy) == 1);
    Lab.Member needed =
        others.stream().filter(each -> !shy.connectedTo(each)).findFirst().orElseThrow();
    needed.offer("only/there", "do", request -> null);
    Eventually.until(
        "its record says so",
        Lab.SOON,
        () ->
            needed.mesh.record().services().contains("only/there")
                && shy.mesh.peers().find(needed.id()).isPresent());
    assertThat(shy.connectedTo(needed)).isFalse();

    Eventually.until(
        "it answers, with a link of its own",
        Lab.SOON,
        () -> {
          try {
            return shy.mesh
                    .exchange()
                    .request("only/there", "do", null)
                    .get(10, TimeUnit.SECONDS)
                    .from()
                    .equals(needed.id())
                && shy.connectedTo(needed);
          } catch (Exception e) {
            return false; // the new record may be on its way: until it is here, another node relays
          }
        });

    Eventually.until("somebody else had to go", Lab.SOON, () -> connected(shy) == 1);
    assertThat(shy.connectedTo(needed)).isTrue();
  }

  /** Whoever came last stayed alone for ever: the others had each other, and no seat. */
  @Test
  void whoComesToANetworkThatIsFullIsTakenIn() {
    UnaryOperator<Settings> few = settings -> new Altered(settings).company(2, 4).settings();
    List<Lab.Member> full = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      full.add(lab.start("full" + i, few));
    }
    Eventually.until(
        "all are full", Lab.SOON, () -> full.stream().allMatch(each -> connected(each) == 4));

    Lab.Member late = lab.start("late", few);

    Eventually.until(
        "it has company, and the others have theirs",
        Lab.SOON.multipliedBy(2),
        () ->
            connected(late) >= 2
                && full.stream().allMatch(each -> connected(each) >= 2 && connected(each) <= 4));
  }

  /** Dials to whoever had just died took the seats of those who could have taken its place. */
  @Test
  void whoDiesWithoutAWordIsReplacedWhileItIsStillDialled() {
    Pace fast = new Pace(Duration.ofMillis(100), Duration.ofMillis(500), Duration.ofSeconds(1));
    lab.liveness = new Liveness(fast, fast);
    Lab.Member shy =
        lab.start(
            "shy",
            settings ->
                new Altered(settings)
                    .company(2, 4)
                    .connectionTimeout(Duration.ofMinutes(1))
                    .settings());
    List<Lab.Member> others = others(8);
    Eventually.until("it has company", Lab.SOON, () -> connected(shy) >= 2);
    List<Lab.Member> frozen = others.stream().filter(shy::connectedTo).toList();

    frozen.forEach(each -> each.faults.pause());

    Eventually.until(
        "others have taken their place",
        Lab.SOON,
        () ->
            frozen.stream().noneMatch(shy::connectedTo)
                && others.stream().filter(shy::connectedTo).count() >= 2);
    frozen.forEach(each -> each.faults.resume());
  }

  @Test
  void withoutAutoConnectNobodyIsDialledWhoIsFound() {
    Lab.Member a = lab.start("a", CompanyTest::alone);
    Lab.Member b = lab.start("b", CompanyTest::alone);

    Eventually.until(
        "both are known", Lab.SOON, () -> a.stateOf(b) != null && b.stateOf(a) != null);
    Steadily.holds("they stay apart", Duration.ofSeconds(2), () -> connected(a) == 0);

    a.mesh.peerBook().connect(b.id());
    Lab.awaitConnected(a, b);
  }

  private static Settings alone(Settings settings) {
    return new Altered(settings).withoutAutoConnect().settings();
  }
}
