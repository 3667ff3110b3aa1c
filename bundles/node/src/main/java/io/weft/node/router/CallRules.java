package io.weft.node.router;

import io.weft.exchange.LoadBalancer;
import io.weft.node.access.PathPattern;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How this node calls others, by its settings. Values that cannot be used at the start keep the
 * node from starting, later ones leave those before in force. Safe on every thread.
 */
@Component(service = CallRules.class, configurationPid = "io.weft.calls")
@Designate(ocd = CallSettings.class)
public final class CallRules {
  private static final Logger LOG = LoggerFactory.getLogger(CallRules.class);

  private static final int MOST_FAILURES = 10_000;
  private static final int LEAST_REST_MILLIS = 10;
  private static final int MOST_REST_MILLIS = 3_600_000;
  private static final int MOST_OUTSTANDING = 65_536;

  /** A balancer for some paths. */
  public record ByPath(PathPattern paths, String balancer) {}

  /** The settings, checked. See {@link CallSettings} for each one's meaning and unit. */
  public record Values(
      String balancer,
      List<ByPath> balancers,
      int retryBudgetPercent,
      int breakerFailures,
      Duration breakerRest,
      int outstandingPerService) {

    public Values {
      balancers = List.copyOf(balancers);
    }

    /** The name of the balancer for a path; empty if the settings leave that to the service. */
    String balancerFor(String path) {
      for (int i = 0; i < balancers.size(); i++) {
        ByPath each = balancers.get(i);
        if (each.paths.matches(path)) {
          return each.balancer;
        }
      }
      return "";
    }
  }

  private volatile Values values;

  /** With the values of the settings page. */
  public CallRules() {
    values = new Values(LoadBalancer.ROUND_ROBIN, List.of(), 20, 20, Duration.ofSeconds(1), 16_384);
  }

  /**
   * @throws IllegalArgumentException if a value cannot be used; the message names it
   */
  @Activate
  public CallRules(CallSettings settings) {
    values = read(settings);
  }

  @Modified
  void modified(CallSettings settings) {
    try {
      values = read(settings);
    } catch (IllegalArgumentException e) {
      LOG.warn("{}; the values before it stay in force", e.getMessage());
    }
  }

  /** How calls are made at the moment. */
  public Values values() {
    return values;
  }

  /** Other values from now on. */
  public void change(Values next) {
    values = next;
  }

  private static Values read(CallSettings given) {
    try {
      return new Values(
          name("balancer", given.balancer().strip()),
          balancers(given.balancers()),
          within("retry_budget_percent", given.retry__budget__percent(), 0, 100),
          within("breaker_failures", given.breaker__failures(), 0, MOST_FAILURES),
          Duration.ofMillis(
              within(
                  "breaker_rest_ms",
                  given.breaker__rest__ms(),
                  LEAST_REST_MILLIS,
                  MOST_REST_MILLIS)),
          within(
              "outstanding_per_service", given.outstanding__per__service(), 1, MOST_OUTSTANDING));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("io.weft.calls: " + e.getMessage(), e);
    }
  }

  private static List<ByPath> balancers(String[] given) {
    List<ByPath> all = new ArrayList<>();
    for (String each : given) {
      if (each.isBlank()) {
        continue;
      }
      String[] parts = each.split("=", -1);
      if (parts.length != 2) {
        throw new IllegalArgumentException(
            "balancers has \"" + each + "\" (PATH=BALANCER is expected, as in user/*=sticky)");
      }
      all.add(new ByPath(PathPattern.of(parts[0].strip()), name("balancers", parts[1].strip())));
    }
    return all;
  }

  private static String name(String key, String given) {
    if (given.isEmpty()) {
      throw new IllegalArgumentException(
          key + " has no name of a balancer (such as " + LoadBalancer.ROUND_ROBIN + ")");
    }
    return given;
  }

  private static int within(String key, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(key + " is " + value + " (" + least + " to " + most + ")");
    }
    return value;
  }
}
