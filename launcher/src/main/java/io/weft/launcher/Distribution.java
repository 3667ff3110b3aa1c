package io.weft.launcher;

import io.weft.launcher.features.Feature;
import io.weft.launcher.settings.Nearest;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Weft as it is installed: only read, so several nodes and users may share it.
 *
 * @param home holds {@code features}, {@code repository}, {@code conf} and {@code lib}
 */
record Distribution(Path home) {

  /** The one that this program came from. */
  static Distribution own() {
    String home = System.getProperty("weft.home", "");
    try {
      Path found =
          home.isEmpty()
              ? Path.of(Main.class.getProtectionDomain().getCodeSource().getLocation().toURI())
                  .resolve("../..")
              : Path.of(home);
      Distribution own = new Distribution(found.toAbsolutePath().normalize());
      if (!Files.isDirectory(own.repository())) {
        throw new Refusal(
            own.home() + " is no distribution of Weft: it has no folder repository",
            Refusal.CANNOT_START);
      }
      return own;
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  Path repository() {
    return home.resolve("repository");
  }

  Path conf() {
    return home.resolve("conf");
  }

  /**
   * Reads features, in this order.
   *
   * @throws Refusal if there is none of that name
   */
  Map<String, Feature> features(List<String> names) {
    Map<String, Feature> features = new LinkedHashMap<>();
    for (String name : names) {
      Path file = home.resolve("features").resolve(name + ".json");
      if (!Files.isRegularFile(file)) {
        List<String> known = featureNames();
        throw new Refusal(
            "there is no feature "
                + name
                + Nearest.hint(name, known)
                + " (there are "
                + String.join(", ", known)
                + ")");
      }
      features.put(name, Feature.read(file, file.toString()));
    }
    return features;
  }

  /** All that it has. */
  List<String> featureNames() {
    try (Stream<Path> files = Files.list(home.resolve("features"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".json"))
          .map(name -> name.substring(0, name.length() - ".json".length()))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new Refusal(home.resolve("features") + " cannot be listed: " + e.getMessage());
    }
  }

  /** The newest file of one of our own bundles. */
  Path bundle(String artifact) {
    Path folder = repository().resolve("io/weft").resolve(artifact);
    try (Stream<Path> files =
        Files.find(folder, 2, (file, a) -> file.toString().endsWith(".jar"))) {
      return files.sorted().reduce((first, second) -> second).orElseThrow();
    } catch (IOException | java.util.NoSuchElementException e) {
      throw new Refusal("the bundle " + artifact + " is not in " + folder, Refusal.CANNOT_START);
    }
  }
}
