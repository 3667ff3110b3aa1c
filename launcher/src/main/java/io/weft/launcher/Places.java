package io.weft.launcher;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where things lie, from the environment; the script and the client follow the same rules. */
final class Places {
  private Places() {}

  /**
   * The data directory of a node.
   *
   * @param chosen what {@code --data} says
   * @param name what {@code --name} says
   */
  static Path data(
      Optional<String> chosen, Optional<String> name, Map<String, String> environment) {
    Optional<String> path = chosen.or(() -> set(environment, "WEFT_DATA"));
    return path.map(Path::of)
        .orElseGet(() -> nodes().resolve(folderName(name.orElse("default"))))
        .toAbsolutePath()
        .normalize();
  }

  /** The folder of all nodes of this user that have no place of their own. */
  static Path nodes() {
    return Path.of(System.getProperty("user.home"), ".weft");
  }

  /** The user's configuration folder, with the network's key. */
  static Path config(Map<String, String> environment) {
    return set(environment, "WEFT_CONFIG")
        .map(Path::of)
        .orElseGet(
            () ->
                set(environment, "XDG_CONFIG_HOME")
                    .map(Path::of)
                    .filter(Path::isAbsolute)
                    .orElseGet(() -> Path.of(System.getProperty("user.home"), ".config"))
                    .resolve("weft"))
        .toAbsolutePath()
        .normalize();
  }

  /** A node's name as a folder: nothing that leaves the folder of nodes. */
  static String folderName(String name) {
    String plain = name.replaceAll("[^\\p{L}\\p{N}._-]", "_");
    return plain.startsWith(".") || plain.isEmpty() ? "_" + plain : plain;
  }

  private static Optional<String> set(Map<String, String> environment, String variable) {
    return Optional.ofNullable(environment.get(variable)).filter(value -> !value.isEmpty());
  }
}
