package io.weft.itests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The distribution under test. What is in it is read from its own features, so that no second list
 * has to be kept.
 */
public final class Distribution {
  /** System property: where it is. */
  public static final String PROPERTY = "weft.dist";

  private final Path home;

  private Distribution(Path home) {
    this.home = home;
  }

  /** A bundle of a feature, as a file. */
  public record Jar(Path file, int startLevel) {}

  /** The one that this build has made, or the one that was asked for. */
  public static Distribution underTest() {
    String given = System.getProperty(PROPERTY);
    if (given == null) {
      throw new IllegalStateException("-D" + PROPERTY + "=DIR must say where the distribution is");
    }
    try {
      return new Distribution(Path.of(given).toRealPath());
    } catch (IOException e) {
      throw new UncheckedIOException("no distribution in " + given, e);
    }
  }

  public Path home() {
    return home;
  }

  /** Its command. */
  public Path weft() {
    return home.resolve("weft");
  }

  /** The bundles of these features that fit this machine, each once, in the order of the files. */
  public List<Jar> jars(String... features) {
    List<Jar> jars = new ArrayList<>();
    for (String feature : features) {
      for (JsonNode bundle : feature(feature).path("bundles")) {
        JsonNode platform = bundle.path("platform");
        if (platform.isMissingNode() || platform.asText().equals(platform())) {
          Path file = file(bundle.path("id").asText());
          if (jars.stream().noneMatch(jar -> jar.file().equals(file))) {
            jars.add(new Jar(file, bundle.path("start-order").asInt()));
          }
        }
      }
    }
    return List.copyOf(jars);
  }

  /** The one file of this artifact of ours, such as {@code io.weft.api}. */
  public Path bundle(String artifact) {
    Map<String, Path> ours =
        jars("base", "node", "transport-tcp", "discovery", "shell", "hello").stream()
            .map(Jar::file)
            .collect(
                Collectors.toMap(
                    file -> file.getParent().getParent().getFileName().toString(), file -> file));
    Path found = ours.get(artifact);
    if (found == null) {
      throw new IllegalArgumentException("no feature has " + artifact);
    }
    return found;
  }

  private JsonNode feature(String name) {
    try {
      return new ObjectMapper()
          .readTree(Files.readString(home.resolve("features").resolve(name + ".json")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code group:artifact[:type[:classifier]]:version} in a repository of Maven's layout. */
  private Path file(String id) {
    String[] parts = id.split(":", -1);
    String version = parts[parts.length - 1];
    String classifier = parts.length == 5 ? "-" + parts[3] : "";
    return home.resolve("repository")
        .resolve(parts[0].replace('.', '/'))
        .resolve(parts[1])
        .resolve(version)
        .resolve(parts[1] + "-" + version + classifier + ".jar");
  }

  private static String platform() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String cpu = System.getProperty("os.arch").equals("aarch64") ? "aarch_64" : "x86_64";
    return (os.startsWith("mac") ? "osx" : os.startsWith("windows") ? "windows" : "linux")
        + "-"
        + cpu;
  }
}
