package io.weft.identity;

import java.nio.file.Path;
import java.util.Map;

/** A node's own folder, by the rules of {@code weft up}. */
final class DataFolder {

  private DataFolder() {}

  /**
   * The folder that was chosen, else {@code $WEFT_DATA}, else one below {@code .weft} in the user's
   * home.
   *
   * @param chosen what {@code --data} says; blank if it was not given
   * @param name what {@code --name} says; blank if it was not given
   */
  static Path of(String chosen, String name, Map<String, String> environment, String home) {
    String data = chosen.isBlank() ? environment.getOrDefault("WEFT_DATA", "") : chosen;
    if (!data.isBlank()) {
      return Path.of(data).toAbsolutePath().normalize();
    }
    String plain = (name.isBlank() ? "default" : name).replaceAll("[^\\p{L}\\p{N}._-]", "_");
    return Path.of(home, ".weft", plain.startsWith(".") ? "_" + plain : plain)
        .toAbsolutePath()
        .normalize();
  }
}
