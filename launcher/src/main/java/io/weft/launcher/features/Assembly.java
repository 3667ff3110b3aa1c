package io.weft.launcher.features;

import io.weft.launcher.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A step of the build: the features decide what the distribution's repository holds. It copies each
 * feature with its {@code ${version}} filled in, and each artifact that a feature names, from what
 * the build has gathered. What is already there is replaced by renaming, so that a node which runs
 * from the distribution keeps the files that it has open; what no feature names is removed.
 */
public final class Assembly {
  private static final Pattern UNVERSIONED = Pattern.compile("\"([^\"]+):\\$\\{version}\"");

  private final Path gathered;
  private final Path distribution;
  private final String projectVersion;
  private final Map<ArtifactId, String> versions = new HashMap<>();

  private Assembly(Path gathered, Path distribution, String projectVersion) {
    this.gathered = gathered;
    this.distribution = distribution;
    this.projectVersion = projectVersion;
  }

  /** Arguments: folder of the features, of gathered artifacts, of the distribution; version. */
  public static void main(String[] args) throws IOException {
    try {
      new Assembly(Path.of(args[1]), Path.of(args[2]), args[3]).fill(Path.of(args[0]));
    } catch (Refusal e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }

  private void fill(Path features) throws IOException {
    Set<Path> wanted = new HashSet<>();
    for (Path template : list(features, ".json")) {
      String name = template.getFileName().toString();
      String text = fillIn(Files.readString(template), name);
      Feature feature = Feature.parse(text, name);
      Path target = distribution.resolve("features").resolve(name);
      place(text, target);
      wanted.add(target);
      for (FeatureBundle bundle : feature.bundles()) {
        Path file = new Repository(List.of(gathered)).require(bundle.id(), name);
        Path copy = distribution.resolve("repository").resolve(bundle.id().path());
        place(file, copy);
        wanted.add(copy);
      }
    }
    removeOthers(distribution.resolve("features"), wanted);
    removeOthers(distribution.resolve("repository"), wanted);
  }

  private String fillIn(String text, String feature) {
    Matcher matcher = UNVERSIONED.matcher(text.replace("${project.version}", projectVersion));
    return matcher.replaceAll(
        found -> {
          ArtifactId id = ArtifactId.parse(found.group(1) + ":0");
          String version = versions.computeIfAbsent(id, i -> version(i, feature));
          return Matcher.quoteReplacement("\"" + id.withVersion(version) + "\"");
        });
  }

  private String version(ArtifactId id, String feature) {
    Path folder = gathered.resolve(id.folder());
    List<String> found = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (Stream<Path> children = Files.list(folder)) {
        children
            .map(child -> child.getFileName().toString())
            .filter(version -> Files.exists(gathered.resolve(id.withVersion(version).path())))
            .forEach(found::add);
      } catch (IOException e) {
        throw new Refusal(folder + " cannot be listed: " + e.getMessage());
      }
    }
    if (found.size() != 1) {
      throw new Refusal(
          feature
              + ": the build must have one version of "
              + id.group()
              + ":"
              + id.artifact()
              + (id.classifier().isEmpty() ? "" : " for " + id.classifier())
              + " but has "
              + found
              + "; see features/pom.xml"
              + (found.isEmpty() ? "" : ", and remove features/target"));
    }
    return found.get(0);
  }

  private static void place(String text, Path target) throws IOException {
    if (!Files.exists(target) || !Files.readString(target).equals(text)) {
      Files.createDirectories(target.getParent());
      Path part = target.resolveSibling(target.getFileName() + ".part");
      Files.writeString(part, text);
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static void place(Path file, Path target) throws IOException {
    if (!Files.exists(target) || Files.mismatch(file, target) >= 0) {
      Files.createDirectories(target.getParent());
      Path part = target.resolveSibling(target.getFileName() + ".part");
      Files.copy(file, part, StandardCopyOption.REPLACE_EXISTING);
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static void removeOthers(Path folder, Set<Path> wanted) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        if (Files.isRegularFile(path) && !wanted.contains(path)) {
          Files.delete(path);
        } else if (Files.isDirectory(path) && isEmpty(path)) {
          Files.delete(path);
        }
      }
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> children = Files.list(folder)) {
      return children.findAny().isEmpty();
    }
  }

  private static List<Path> list(Path folder, String suffix) throws IOException {
    try (Stream<Path> children = Files.list(folder)) {
      return children
          .filter(child -> child.getFileName().toString().endsWith(suffix))
          .sorted()
          .toList();
    }
  }
}
