package io.weft.node.mesh;

import static io.weft.node.mesh.Answers.badOption;
import static io.weft.node.mesh.Answers.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.weft.exchange.LoadBalancer;
import io.weft.exchange.RequestOptions;
import io.weft.exchange.ServiceDescription;
import io.weft.node.NodeId;
import io.weft.node.access.PathPattern;
import io.weft.node.router.CallRules;
import io.weft.testkit.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which of three nodes is asked. */
class BalancingTest {
  private static final RequestOptions STICKY =
      RequestOptions.DEFAULT.withBalancer(LoadBalancer.STICKY);

  @TempDir Path folder;
  private Lab lab;
  private Lab.Member a;
  private List<Lab.Member> others;

  @BeforeEach
  void fourNodes() {
    lab = new Lab(folder);
    a = lab.start("a");
    others = List.of(lab.start("b"), lab.start("c"), lab.start("d"));
    others.forEach(each -> each.offer("work", "do", request -> null));
    a.awaitService("work", 3);
    Eventually.until(
        "all are connected", Lab.SOON, () -> others.stream().allMatch(each -> a.connectedTo(each)));
  }

  @AfterEach
  void stop() {
    lab.close();
  }

  private Map<NodeId, Integer> asked(int calls, RequestOptions options) throws Exception {
    Map<NodeId, Integer> by = new HashMap<>();
    for (int i = 0; i < calls; i++) {
      by.merge(get(a.mesh.exchange().request("work", "do", null, options)).from(), 1, Integer::sum);
    }
    return by;
  }

  private Map<NodeId, Integer> asked(int calls) {
    try {
      return asked(calls, RequestOptions.DEFAULT);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private boolean isAsked(NodeId node, RequestOptions options) {
    return a.mesh.exchange().request("work", "do", null, options).join().from().equals(node);
  }

  @Test
  void nodesTakeTurnsIfNothingIsSaid() throws Exception {
    Eventually.until(
        "each third call goes to each of three", // from when nothing new is heard of any of them
        Lab.SOON,
        () -> List.copyOf(asked(30).values()).equals(List.of(10, 10, 10)));
  }

  @Test
  void oneKeyStaysWithOneNodeAndManyKeysAreSpread() throws Exception {
    assertThat(asked(30, STICKY.withKey("ada"))).hasSize(1);
    Map<NodeId, Integer> by = new HashMap<>();
    for (int i = 0; i < 60; i++) {
      asked(1, STICKY.withKey("user-" + i)).forEach((node, n) -> by.merge(node, n, Integer::sum));
    }
    assertThat(by).hasSize(3);
  }

  @Test
  void keysOfANodeThatIsAwayMoveAndComeBack() throws Exception {
    String key = "ada";
    NodeId home = asked(1, STICKY.withKey(key)).keySet().iterator().next();
    Lab.Member gone = others.stream().filter(each -> each.id().equals(home)).findFirst().get();

    gone.unplug();
    NodeId other = asked(1, STICKY.withKey(key)).keySet().iterator().next();
    gone.plug();

    assertThat(other).isNotEqualTo(home);
    Eventually.until("it is asked again", Lab.SOON, () -> isAsked(home, STICKY.withKey(key)));
    assertThat(asked(5, STICKY.withKey(key))).containsOnlyKeys(home);
  }

  @Test
  void anUnknownBalancerIsAnErrorThatNamesThoseThereAre() {
    assertThat(
            badOption(
                a.mesh
                    .exchange()
                    .request(
                        "work", "do", null, RequestOptions.DEFAULT.withBalancer("round-robbin"))))
        .hasMessage(
            "work do was not asked: no load balancer \"round-robbin\" on this node: it has"
                + " least-outstanding, locality, power-of-two, round-robin, sticky, weighted");
  }

  @Test
  void balancersComeAndGoWhileCallsAreMade() throws Exception {
    LoadBalancer first = (candidates, key, turn) -> 0;
    RequestOptions mine = RequestOptions.DEFAULT.withBalancer("mine");
    badOption(a.mesh.exchange().request("work", "do", null, mine));

    a.mesh.balancers().add(first, "mine", 0);
    assertThat(asked(9, mine)).hasSize(1);
    a.mesh.balancers().remove(first);

    badOption(a.mesh.exchange().request("work", "do", null, mine));
  }

  @Test
  void oneThatIsUpdatedUnderLoadFailsNoCall() throws Exception {
    RequestOptions sticky = STICKY.withKey("k");
    CompletableFuture<Void> swapping =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 0; i < 2_000; i++) {
                LoadBalancer next = (candidates, key, turn) -> candidates.size() - 1;
                a.mesh.balancers().add(next, LoadBalancer.STICKY, 1);
                a.mesh.balancers().remove(next);
              }
            });
    int calls = 0;
    while (!swapping.isDone() || calls < 200) {
      get(a.mesh.exchange().request("work", "do", null, sticky));
      calls++;
    }
    get(swapping);
  }

  @Test
  void oneThatThrowsOrChoosesNobodyIsReplacedByTurns() throws Exception {
    a.mesh.balancers().add((candidates, key, turn) -> candidates.size(), "beyond", 0);
    a.mesh
        .balancers()
        .add(
            (candidates, key, turn) -> {
              throw new NoClassDefFoundError("gone/With/ItsBundle");
            },
            "broken",
            0);

    assertThat(asked(30, RequestOptions.DEFAULT.withBalancer("beyond"))).hasSize(3);
    assertThat(asked(30, RequestOptions.DEFAULT.withBalancer("broken"))).hasSize(3);
  }

  @Test
  void aServiceSaysHowItsCallersChooseAndSettingsAndCallsGoFirst() throws Exception {
    for (Lab.Member each : others) {
      each.offer(
          new ServiceDescription(
              "work", "1.1.0", "", Set.of("do"), List.of(), Set.of(), LoadBalancer.STICKY),
          request -> null,
          false);
    }
    a.awaitService("work", 6);
    RequestOptions about = RequestOptions.DEFAULT.withKey("ada");

    assertThat(asked(12, about)).as("as the service says").hasSize(1);
    CallRules.Values set = a.calls.values();
    a.calls.change(
        new CallRules.Values(
            set.balancer(),
            List.of(new CallRules.ByPath(PathPattern.of("*"), LoadBalancer.ROUND_ROBIN)),
            20,
            20,
            Duration.ofSeconds(1),
            100));
    assertThat(asked(12, about)).as("as the settings say").hasSize(3);
    assertThat(asked(12, about.withBalancer(LoadBalancer.STICKY)))
        .as("as the call says")
        .hasSize(1);
  }

  @Test
  void aRoleNarrowsTheChoice() throws Exception {
    Lab.Member gpu = lab.start("gpu", s -> new Altered(s).roles("gpu").settings());
    gpu.offer("work", "do", request -> null);
    a.awaitService("work", 4);

    assertThat(asked(6, RequestOptions.DEFAULT.withRole("gpu"))).containsOnlyKeys(gpu.id());
    assertThat(
            Answers.failure(
                a.mesh
                    .exchange()
                    .request("work", "do", null, RequestOptions.DEFAULT.withRole("camera"))))
        .hasMessageContaining("any node with the role camera")
        .hasMessageContaining("1.0.0 on ");
  }
}
