package io.weft.node.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.exchange.LoadBalancer;
import java.lang.annotation.Annotation;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallRulesTest {

  /** Settings of a test. */
  @SuppressWarnings({"ImmutableAnnotationChecker", "ArrayRecordComponent"})
  private record Given(String balancer, String[] balancers, int percent, int failures, int rest)
      implements CallSettings {
    static final Given USUAL = new Given(LoadBalancer.ROUND_ROBIN, new String[0], 20, 20, 1000);

    @Override
    public int retry__budget__percent() {
      return percent;
    }

    @Override
    public int breaker__failures() {
      return failures;
    }

    @Override
    public int breaker__rest__ms() {
      return rest;
    }

    @Override
    public int outstanding__per__service() {
      return 16_384;
    }

    @Override
    public Class<? extends Annotation> annotationType() {
      return CallSettings.class;
    }
  }

  private static Given balancers(String... paths) {
    return new Given("locality", paths, 0, 0, 10);
  }

  @Test
  void theSettingsPageHasTheDefaults() {
    assertThat(new CallRules(Given.USUAL).values()).isEqualTo(new CallRules().values());
  }

  @Test
  void theFirstPathThatFitsDecides() {
    CallRules.Values values =
        new CallRules(balancers("user/*=sticky", " media/** = locality ", "", "**=mine")).values();

    assertThat(values.balancer()).isEqualTo("locality");
    assertThat(values.balancerFor("user/auth")).isEqualTo("sticky");
    assertThat(values.balancerFor("media/a/b")).isEqualTo("locality");
    assertThat(values.balancerFor("user/a/b")).isEqualTo("mine");
    assertThat(new CallRules().values().balancerFor("user/auth")).isEmpty();
  }

  @Test
  void valuesThatCannotBeUsedAreNamed() {
    refused(balancers("user/*"), "balancers has \"user/*\" (PATH=BALANCER is expected");
    refused(balancers("user//x=sticky"), "path pattern \"user//x\"");
    refused(balancers("user="), "balancers has no name of a balancer (such as round-robin)");
    refused(new Given("", new String[0], 20, 20, 1000), "balancer has no name");
    refused(new Given("x", new String[0], 101, 20, 1000), "retry_budget_percent is 101 (0 to 100)");
    refused(new Given("x", new String[0], 20, -1, 1000), "breaker_failures is -1 (0 to 10000)");
    refused(new Given("x", new String[0], 20, 20, 9), "breaker_rest_ms is 9 (10 to 3600000)");
  }

  private static void refused(Given given, String text) {
    assertThatThrownBy(() -> new CallRules(given))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("io.weft.calls: ")
        .hasMessageContaining(text);
  }

  @Test
  void laterValuesThatCannotBeUsedLeaveThoseBeforeInForce() {
    CallRules rules = new CallRules(balancers("a=sticky"));

    rules.modified(balancers("nonsense"));

    assertThat(rules.values().balancerFor("a")).isEqualTo("sticky");
    rules.modified(balancers("a=mine"));
    assertThat(rules.values().balancerFor("a")).isEqualTo("mine");
    assertThat(rules.values().breakerRest()).isEqualTo(Duration.ofMillis(10));
    assertThat(List.of(rules.values().breakerFailures())).containsExactly(0);
  }
}
