package io.weft.identity;

import java.nio.file.Path;
import java.util.Map;

/** The user's configuration folder, in which all nodes of one user find their network. */
final class ConfigFolder {

  private ConfigFolder() {}

  /**
   * {@code $WEFT_CONFIG}, else {@code $XDG_CONFIG_HOME/weft} (XDG Base Directory Specification,
   * which has relative paths ignored), else {@code .config/weft} in the user's home.
   *
   * @throws IdentityException if none of them is there
   */
  static Path of(Map<String, String> environment, String home) {
    String own = environment.getOrDefault("WEFT_CONFIG", "");
    if (!own.isBlank()) {
      return Path.of(own).toAbsolutePath();
    }
    String xdg = environment.getOrDefault("XDG_CONFIG_HOME", "");
    if (!xdg.isBlank() && Path.of(xdg).isAbsolute()) {
      return Path.of(xdg, "weft");
    }
    // Java says "?" for a user without a home.
    if (home.isBlank() || home.equals("?")) {
      throw new IdentityException(
          "this user has no home folder: set WEFT_CONFIG to the folder that holds the network's key");
    }
    return Path.of(home, ".config", "weft");
  }

  static Path ofThisUser() {
    return of(System.getenv(), System.getProperty("user.home", ""));
  }
}
