package io.weft.launcher.features;

import io.weft.launcher.Refusal;
import io.weft.launcher.json.Json;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A composition of bundles and their configurations (OSGi Compendium 8.1, chapter 159). Of a
 * bundle's metadata {@code start-order} and {@code platform} are understood; extensions and
 * variables are not.
 *
 * @param name its short name, or the artifact part of its id
 * @param configurations by PID, what the bundles are set to unless a user says otherwise
 */
public record Feature(
    ArtifactId id,
    String name,
    List<FeatureBundle> bundles,
    Map<String, Map<String, Object>> configurations) {

  /** The start level of a bundle that does not say: beside the services of applications. */
  public static final int DEFAULT_START_LEVEL = 40;

  /** Highest start level that a feature may ask for. */
  public static final int MAX_START_LEVEL = 99;

  /** Copies. */
  public Feature {
    bundles = List.copyOf(bundles);
    configurations = Map.copyOf(configurations);
  }

  /**
   * Reads a file.
   *
   * @throws Refusal if it can't be read or is wrong, with line and column
   */
  public static Feature read(Path file, String shownAs) {
    try {
      return parse(Files.readString(file), shownAs);
    } catch (CharacterCodingException e) {
      throw new Refusal(shownAs + ": is not UTF-8 text");
    } catch (IOException e) {
      throw new Refusal(shownAs + ": cannot be read: " + e.getMessage());
    }
  }

  /**
   * Reads a text.
   *
   * @param source the name of the file, for messages
   * @throws io.weft.launcher.json.JsonException with line and column
   */
  public static Feature parse(String text, String source) {
    Json json = Json.parse(text, source);
    Map<String, Json> members = json.object("a feature");
    ArtifactId id = id(required(json, members, "id"));
    List<FeatureBundle> bundles = new ArrayList<>();
    if (members.containsKey("bundles")) {
      for (Json bundle : required(json, members, "bundles").array("bundles")) {
        bundles.add(bundle(bundle));
      }
    }
    Map<String, Map<String, Object>> configurations = new LinkedHashMap<>();
    if (members.containsKey("configurations")) {
      required(json, members, "configurations")
          .object("configurations")
          .forEach((pid, values) -> configurations.put(pid, Configurations.of(pid, values)));
    }
    String name =
        members.containsKey("name")
            ? required(json, members, "name").string("name")
            : id.artifact();
    return new Feature(id, name, bundles, configurations);
  }

  private static FeatureBundle bundle(Json json) {
    if (json.content().orElse("") instanceof String) {
      return new FeatureBundle(id(json), DEFAULT_START_LEVEL, Optional.empty());
    }
    Map<String, Json> members = json.object("a bundle");
    Json order = members.get("start-order");
    Json platform = members.get("platform");
    return new FeatureBundle(
        id(required(json, members, "id")),
        order == null ? DEFAULT_START_LEVEL : order.integer("start-order", 1, MAX_START_LEVEL),
        platform == null ? Optional.empty() : Optional.of(platform.string("platform")));
  }

  private static ArtifactId id(Json json) {
    try {
      return ArtifactId.parse(json.string("id"));
    } catch (IllegalArgumentException e) {
      throw json.problem(String.valueOf(e.getMessage()));
    }
  }

  private static Json required(Json parent, Map<String, Json> members, String name) {
    Json member = members.get(name);
    if (member == null) {
      throw parent.problem("\"" + name + "\" is missing here");
    }
    return member;
  }
}
