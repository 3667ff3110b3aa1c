package io.weft.launcher;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;

/** {@code weft up}: starts a node and waits until it is stopped. */
public final class Main {
  private Main() {}

  /** Exit codes: 0 stopped, 1 could not start, 2 wrong arguments, settings or files. */
  public static void main(String[] args) {
    int code;
    try {
      code = run(List.of(args), System.getenv());
    } catch (InterruptedException e) {
      code = Refusal.CANNOT_START;
    } catch (RuntimeException e) {
      Throwable cause = e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
      if (Shutdown.underWay()) {
        if (cause instanceof Refusal) {
          return;
        }
        code = 0;
      } else if (cause instanceof Refusal refusal) {
        refusal.getMessage().lines().forEach(line -> System.err.println("weft: " + line));
        code = refusal.exitCode();
      } else {
        throw e;
      }
    }
    Shutdown.exit(code);
  }

  private static int run(List<String> arguments, Map<String, String> environment)
      throws InterruptedException {
    String features = environment.getOrDefault("WEFT_FEATURES", "");
    Up up =
        Up.parse(
            arguments, features.isBlank() ? Up.DEFAULT_FEATURES : List.of(features.split("[, ]+")));
    if (up.help()) {
      System.out.print(Up.USAGE);
      return 0;
    }
    if (Boolean.getBoolean("weft.ends.with.input")) {
      Shutdown.atEndOfInput();
    }
    Distribution distribution = Distribution.own();
    Path config = Places.config(environment);
    Path folder = Places.data(up.data(), up.name(), environment);
    if (up.join().isPresent()) {
      int joined = JoinFirst.run(distribution, up.join().get(), config, folder);
      if (joined != 0) {
        return joined;
      }
    }
    try (DataDirectory data = DataDirectory.open(folder)) {
      new NodeStart(up, distribution, data, config, environment).run();
    }
    return 0;
  }
}
