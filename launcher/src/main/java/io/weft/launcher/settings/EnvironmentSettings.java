package io.weft.launcher.settings;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Environment variables: {@code WEFT_<KEY>} for the node's own settings, {@code
 * WEFT_<BUNDLE>_<KEY>} for a bundle's, and four short names. Empty ones count as not set.
 */
final class EnvironmentSettings {
  private static final String PREFIX = "WEFT_";

  /** A short name that looks like a setting of the node's own. */
  private static final String SOCKET_PATH = "WEFT_SOCKET_PATH";

  /** Another one. */
  private static final String NODE_REGISTRIES = "WEFT_NODE_REGISTRIES";

  /** They say where things are, and are no settings of a bundle. */
  private static final Set<String> RESERVED =
      Set.of(
          "WEFT_DATA",
          "WEFT_CONFIG",
          "WEFT_RUNTIME_DIR",
          "WEFT_HOME",
          "WEFT_JAVA",
          "WEFT_JAVA_OPTS",
          "WEFT_FEATURES");

  private EnvironmentSettings() {}

  static void read(
      Map<String, String> environment,
      Catalog catalog,
      List<Assignment> assignments,
      List<String> problems) {
    shortName(environment, "NODE_NAME", Catalog.NETWORK, "name", assignments);
    shortName(environment, "DISCOVERY_PORT", "io.weft.discovery.multicast", "port", assignments);
    shortName(environment, SOCKET_PATH, "io.weft.transport.unix", "socket_path", assignments);
    shortName(environment, NODE_REGISTRIES, "io.weft.discovery.registry", "locations", assignments);
    new TreeMap<>(environment)
        .forEach(
            (variable, value) -> {
              if (variable.startsWith(PREFIX)
                  && !RESERVED.contains(variable)
                  && !variable.equals(SOCKET_PATH)
                  && !variable.equals(NODE_REGISTRIES)
                  && !value.isEmpty()) {
                find(variable, value, catalog)
                    .ifPresentOrElse(
                        assignments::add, () -> problems.add(unknown(variable, catalog)));
              }
            });
  }

  private static void shortName(
      Map<String, String> environment,
      String variable,
      String pid,
      String key,
      List<Assignment> assignments) {
    String value = environment.getOrDefault(variable, "");
    if (!value.isEmpty()) {
      assignments.add(new Assignment(pid, key, value, variable));
    }
  }

  private static Optional<Assignment> find(String variable, String value, Catalog catalog) {
    return find(variable, value, variables(catalog.likely()))
        .or(() -> find(variable, value, variables(catalog.all())));
  }

  private static Optional<Assignment> find(
      String variable, String value, Map<String, Assignment> variables) {
    String plain = Attribute.plain(variable);
    return variables.entrySet().stream()
        .filter(entry -> Attribute.plain(entry.getKey()).equals(plain))
        .map(Map.Entry::getValue)
        .findFirst()
        .map(found -> new Assignment(found.pid(), found.key(), value, variable));
  }

  /** The variable of each setting; the node's own first. */
  private static Map<String, Assignment> variables(List<ComponentSettings> components) {
    Map<String, Assignment> variables = new LinkedHashMap<>();
    for (boolean network : new boolean[] {true, false}) {
      for (ComponentSettings component : components) {
        if (component.pid().equals(Catalog.NETWORK) == network
            && component.pid().startsWith(Catalog.OURS)) {
          String bundle = network ? "" : component.pid().substring(Catalog.OURS.length()) + "_";
          for (Attribute attribute : component.attributes()) {
            String name =
                PREFIX + (bundle + attribute.key()).replace('.', '_').toUpperCase(Locale.ROOT);
            variables.putIfAbsent(name, new Assignment(component.pid(), attribute.id(), "", name));
          }
        }
      }
    }
    return variables;
  }

  private static String unknown(String variable, Catalog catalog) {
    return variable
        + ": no setting has this environment variable"
        + Nearest.hint(variable, variables(catalog.all()).keySet());
  }
}
