package io.weft.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Programs of the system that end by themselves. */
final class Command {
  private Command() {}

  /**
   * Runs one.
   *
   * @return what it has said
   * @throws IOException if it is not there or fails; the message has what it said
   */
  static String run(String... words) throws IOException {
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.onExit().join().exitValue() != 0) {
      throw new IOException(String.join(" ", words) + ": " + said.strip());
    }
    return said;
  }
}
