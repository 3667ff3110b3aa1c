package io.weft.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs the distribution's script in a world of its own. */
final class WeftScript implements AutoCloseable {
  private static final long LIMIT_SECONDS = 90;

  private final Path folder;
  private final List<Run> runs = new ArrayList<>();
  private final Map<String, String> environment = new java.util.HashMap<>();

  WeftScript(Path folder) {
    this.folder = folder;
    environment.put("WEFT_CONFIG", folder.resolve("config").toString());
    environment.put("WEFT_RUNTIME_DIR", folder.resolve("run").toString());
    environment.put("WEFT_JAVA", System.getProperty("java.home"));
  }

  WeftScript with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** One started process. */
  final class Run {
    private final Process process;
    private final Path out;
    private final Path err;

    private Run(String... arguments) throws IOException {
      List<String> command = new ArrayList<>();
      command.add(System.getProperty("weft.dist") + "/weft");
      command.addAll(List.of(arguments));
      out = folder.resolve("out" + runs.size());
      err = folder.resolve("err" + runs.size());
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().keySet().removeIf(name -> name.startsWith("WEFT_"));
      builder.environment().keySet().removeAll(List.of("NODE_NAME", "DISCOVERY_PORT"));
      builder.environment().putAll(environment);
      process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    }

    int exitCode() throws InterruptedException {
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("still runs; it said: " + output() + errors());
      }
      return process.exitValue();
    }

    void terminate() {
      process.destroy();
    }

    long pid() {
      return process.pid();
    }

    boolean isAlive() {
      return process.isAlive();
    }

    String output() {
      return read(out);
    }

    String errors() {
      return read(err);
    }

    private String read(Path file) {
      try {
        return Files.readString(file, StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }

  Run start(String... arguments) throws IOException {
    Run run = new Run(arguments);
    runs.add(run);
    return run;
  }

  @Override
  public void close() throws InterruptedException {
    for (Run run : runs) {
      run.process.destroy();
    }
    for (Run run : runs) {
      if (!run.process.waitFor(20, TimeUnit.SECONDS)) {
        run.process.destroyForcibly().waitFor();
      }
    }
  }
}
