package io.weft.launcher.settings;

import java.util.List;

/** {@code --set key=value}: the node's own key, or a key after its bundle's name. */
final class FlagSettings {
  private FlagSettings() {}

  static void read(
      List<String> flags, Catalog catalog, List<Assignment> assignments, List<String> problems) {
    for (String flag : flags) {
      String origin = "--set " + flag;
      int equals = flag.indexOf('=');
      if (equals <= 0) {
        problems.add(origin + ": expected --set key=value");
        continue;
      }
      String name = flag.substring(0, equals).strip();
      String value = flag.substring(equals + 1).strip();
      assignments.add(assignment(name, value, "--set " + name, catalog));
    }
  }

  private static Assignment assignment(String name, String value, String origin, Catalog catalog) {
    for (int dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
      String bundle = name.substring(0, dot);
      for (String pid : List.of(bundle, Catalog.OURS + bundle)) {
        if (catalog.find(pid).isPresent()) {
          return new Assignment(pid, name.substring(dot + 1), value, origin);
        }
      }
    }
    int dot = name.lastIndexOf('.');
    return dot < 0
        ? Assignment.network(name, value, origin)
        : new Assignment(
            Catalog.OURS + name.substring(0, dot), name.substring(dot + 1), value, origin);
  }
}
