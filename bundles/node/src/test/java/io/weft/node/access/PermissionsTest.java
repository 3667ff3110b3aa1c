package io.weft.node.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.weft.node.NodeId;
import io.weft.trust.AccessPolicy;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PermissionsTest {
  private static final NodeId ADA = new NodeId("a".repeat(NodeId.LENGTH));
  private static final int ROUNDS = 20_000;

  private final AccessRules rules = new AccessRules();
  private final List<NodeId> refused = new ArrayList<>();
  private Set<String> roles = Set.of("member");
  private final Permissions permissions = new Permissions(rules, node -> roles, refused::add);

  private boolean allowed(Callers callers) {
    return permissions.refusal(ADA, callers, "admin/users", "delete") == null;
  }

  @Test
  void withNothingToSayEveryoneMayCall() {
    assertThat(allowed(Callers.EVERYONE)).isTrue();
    assertThat(refused).isEmpty();
  }

  @Test
  void serviceRulesAndEachPolicyMustAllow() {
    AccessPolicy never = (caller, says, path, action) -> Optional.of("not today");
    AccessPolicy always = (caller, says, path, action) -> Optional.empty();
    permissions.add(always);
    assertThat(allowed(Callers.EVERYONE)).isTrue();
    permissions.add(never);
    assertThat(permissions.refusal(ADA, Callers.EVERYONE, "admin/users", "delete"))
        .contains("node aaaaaaaa (roles: member)", "admin/users delete", "not today");
    permissions.remove(never);
    assertThat(allowed(Callers.of(List.of("role:operator")))).isFalse();
    assertThat(allowed(Callers.of(List.of("role:operator", "role:member")))).isTrue();
    rules.change("admin/**: role:operator", "everyone");
    assertThat(allowed(Callers.EVERYONE)).isFalse();
    roles = Set.of("operator");
    assertThat(allowed(Callers.EVERYONE)).isTrue();
    rules.change("", "everyone");
    roles = Set.of();
    assertThat(allowed(Callers.EVERYONE)).isTrue();
    assertThat(refused).containsExactly(ADA, ADA, ADA);
  }

  @Test
  void aPolicyThatFailsAllowsNothing() {
    permissions.add(
        (caller, says, path, action) -> {
          throw new IllegalStateException("its bundle is gone");
        });

    assertThat(allowed(Callers.EVERYONE)).isFalse();
  }

  @Test
  void aNodeThatStopsIsToldOfNoRules() {
    permissions.close();
    rules.change("", "nobody");

    assertThat(allowed(Callers.EVERYONE)).isTrue();
  }

  @Test
  void whoAsksAgainAndAgainIsCountedEachTimeAndLoggedSeldom() {
    Refusals refusals = new Refusals(refused::add);
    int logged = 0;
    for (int i = 0; i < 1000; i++) {
      logged += refusals.add(ADA, "admin", "refused") ? 1 : 0;
    }
    assertThat(logged).isEqualTo(10);
    assertThat(refused).hasSize(1000);
    for (int i = 0; i < Refusals.MAX_REMEMBERED; i++) {
      refusals.add(ADA, "admin/" + i, "refused");
    }
    assertThat(refusals.add(ADA, "admin", "it was forgotten for others")).isTrue();
  }

  @Test
  void anAllowedCallMakesNoGarbage() {
    rules.change(
        "a/**: nobody; */users list: nobody; admin/users: role:x, role:member, node:" + ADA,
        "nobody");
    Callers callers = Callers.of(List.of("role:member"));
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    int allowed = 0;
    long before = 0;
    for (int i = 0; i < 2 * ROUNDS; i++) {
      if (i == ROUNDS) {
        before = threads.getThreadAllocatedBytes(thread);
      }
      allowed += allowed(callers) ? 1 : 0;
    }

    assertThat(threads.getThreadAllocatedBytes(thread) - before).isLessThan(ROUNDS / 100 * 16L);
    assertThat(allowed).isEqualTo(2 * ROUNDS);
  }
}
