package io.weft.exchange;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a service says of itself.
 *
 * @param path segments of letters, digits, {@code .}, {@code _} and {@code -}, separated by slashes
 * @param version in the form of OSGi
 * @param description one sentence for people; may be empty
 * @param actions what can be called
 * @param subscriptions topic patterns that its bundle listens to
 * @param idempotent those of the actions that may run twice without harm
 * @param balancer the name of the {@link LoadBalancer} that callers should use; empty: theirs
 */
public record ServiceDescription(
    String path,
    String version,
    String description,
    Set<String> actions,
    List<String> subscriptions,
    Set<String> idempotent,
    String balancer) {

  /** The longest path, in characters. */
  public static final int MAX_PATH_LENGTH = 200;

  /** The longest name of an action, in characters. */
  public static final int MAX_ACTION_LENGTH = 100;

  /** The longest name of a balancer, in characters. */
  public static final int MAX_BALANCER_LENGTH = 100;

  private static final Pattern PATH = Pattern.compile("[\\w.-]+(/[\\w.-]+)*");
  private static final Pattern ACTION = Pattern.compile("[\\w.-]+");

  /** A service without idempotent actions and without a balancer of its own. */
  public ServiceDescription(
      String path,
      String version,
      String description,
      Set<String> actions,
      List<String> subscriptions) {
    this(path, version, description, actions, subscriptions, Set.of(), "");
  }

  /**
   * @throws IllegalArgumentException if path, actions or balancer are not of their form, or an
   *     action is idempotent and not among the actions
   */
  public ServiceDescription {
    if (path.length() > MAX_PATH_LENGTH || !PATH.matcher(path).matches()) {
      throw new IllegalArgumentException(
          "service path \""
              + path
              + "\" (segments of letters, digits, '.', '_' and '-' separated by '/', at most "
              + MAX_PATH_LENGTH
              + " characters)");
    }
    actions = Set.copyOf(actions);
    for (String action : actions) {
      if (action.length() > MAX_ACTION_LENGTH || !ACTION.matcher(action).matches()) {
        throw new IllegalArgumentException(
            "action \""
                + action
                + "\" of service "
                + path
                + " (letters, digits, '.', '_' and '-', at most "
                + MAX_ACTION_LENGTH
                + " characters)");
      }
    }
    subscriptions = List.copyOf(subscriptions);
    idempotent = Set.copyOf(idempotent);
    for (String action : idempotent) {
      if (!actions.contains(action)) {
        throw new IllegalArgumentException(
            "idempotent action \"" + action + "\" of service " + path + " is none of its actions");
      }
    }
    if (!balancer.isEmpty()
        && (balancer.length() > MAX_BALANCER_LENGTH || !ACTION.matcher(balancer).matches())) {
      throw new IllegalArgumentException(
          "balancer \""
              + balancer
              + "\" of service "
              + path
              + " (letters, digits, '.', '_' and '-', at most "
              + MAX_BALANCER_LENGTH
              + " characters)");
    }
  }

  /** The same, listening to these topic patterns. */
  public ServiceDescription withSubscriptions(List<String> patterns) {
    return new ServiceDescription(
        path, version, description, actions, patterns, idempotent, balancer);
  }
}
