package io.weft.launcher;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Joins a network before the node starts, as {@code weft join} does. */
final class JoinFirst {
  private JoinFirst() {}

  /** The exit code of the joining program, which has said why. */
  static int run(Distribution distribution, String ticket, Path config, Path data)
      throws InterruptedException {
    String classPath =
        String.join(
            File.pathSeparator,
            distribution.bundle("io.weft.identity").toString(),
            distribution.bundle("io.weft.api").toString(),
            distribution.home().resolve("lib/tools").resolve("*").toString());
    try {
      return new ProcessBuilder(
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  classPath,
                  "io.weft.identity.Join",
                  ticket,
                  "--config",
                  config.toString(),
                  "--data",
                  data.toString()))
          .inheritIO()
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new Refusal("joining cannot start: " + e.getMessage(), Refusal.CANNOT_START);
    }
  }
}
