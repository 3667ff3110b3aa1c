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
 */
public record ServiceDescription(
    String path,
    String version,
    String description,
    Set<String> actions,
    List<String> subscriptions) {

  /** The longest path, in characters. */
  public static final int MAX_PATH_LENGTH = 200;

  /** The longest name of an action, in characters. */
  public static final int MAX_ACTION_LENGTH = 100;

  private static final Pattern PATH = Pattern.compile("[\\w.-]+(/[\\w.-]+)*");
  private static final Pattern ACTION = Pattern.compile("[\\w.-]+");

  /**
   * @throws IllegalArgumentException if path or actions are not of their form
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
  }
}
