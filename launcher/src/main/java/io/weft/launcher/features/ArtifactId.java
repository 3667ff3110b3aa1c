package io.weft.launcher.features;

import java.nio.file.Path;

/**
 * Names one file of a repository as Maven and OSGi Features do: {@code group:artifact:version},
 * {@code group:artifact:type:version} or {@code group:artifact:type:classifier:version}.
 *
 * @param classifier empty when there is none
 */
public record ArtifactId(
    String group, String artifact, String type, String classifier, String version) {

  /**
   * Reads an id.
   *
   * @throws IllegalArgumentException if the text has another form; the message says so
   */
  public static ArtifactId parse(String text) {
    String[] parts = text.split(":", -1);
    if (parts.length < 3 || parts.length > 5) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not group:artifact[:type[:classifier]]:version");
    }
    for (String part : parts) {
      if (part.isEmpty() || part.contains("/") || part.contains("\\") || part.contains("..")) {
        throw new IllegalArgumentException("\"" + text + "\" has an empty or unsafe part");
      }
    }
    return new ArtifactId(
        parts[0],
        parts[1],
        parts.length > 3 ? parts[2] : "jar",
        parts.length > 4 ? parts[3] : "",
        parts[parts.length - 1]);
  }

  /** The same artifact in another version. */
  public ArtifactId withVersion(String other) {
    return new ArtifactId(group, artifact, type, classifier, other);
  }

  /** Where it lies in a repository of Maven's layout. */
  public Path path() {
    return folder().resolve(version).resolve(fileName());
  }

  /** The folder that holds all its versions. */
  public Path folder() {
    return Path.of(group.replace('.', '/')).resolve(artifact);
  }

  private String fileName() {
    String suffix = classifier.isEmpty() ? "" : "-" + classifier;
    return artifact + "-" + version + suffix + "." + type;
  }

  @Override
  public String toString() {
    String middle = classifier.isEmpty() ? "" : type + ":" + classifier + ":";
    if (classifier.isEmpty() && !type.equals("jar")) {
      middle = type + ":";
    }
    return group + ":" + artifact + ":" + middle + version;
  }
}
