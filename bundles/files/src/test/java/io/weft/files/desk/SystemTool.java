package io.weft.files.desk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs of the system that tests run to their end. */
final class SystemTool {
  private static final long SECONDS = 20;

  private SystemTool() {}

  static void demand(String... command) {
    String complaint = complaint(command);
    if (!complaint.isEmpty()) {
      throw new AssertionError(complaint);
    }
  }

  /** What it complains of, empty if it ends well. */
  static String complaint(String... command) {
    String line = String.join(" ", command);
    try {
      Process process = new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return line + ": does not end";
      }
      return process.exitValue() == 0
          ? ""
          : line + ": (" + process.exitValue() + ") " + said.strip();
    } catch (IOException e) {
      return line + ": " + e.getMessage();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return line + ": interrupted";
    }
  }
}
