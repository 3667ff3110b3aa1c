package io.weft.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The benchmarks' command line: see {@link Options#USAGE}. */
public final class Bench {
  private static final List<String> COMMANDS =
      List.of(
          "calls",
          "compare",
          "local",
          "interceptors",
          "links",
          "start",
          "kill",
          "idle",
          "store",
          "company",
          "discovery",
          "discovery-idle",
          "registry",
          "bootstrap",
          "gossip",
          "control",
          "events",
          "streams",
          "files");

  /** What {@code --only} may ask for. */
  private static final Map<String, List<String>> PARTS =
      Map.of("compare", Compare.PARTS, "events", EventRates.PARTS, "files", FileRace.PARTS);

  private Bench() {}

  /** Exit codes: 0 measured (whether targets are reached or not), 1 failed, 2 wrong arguments. */
  public static void main(String[] args) throws IOException {
    System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "error");
    List<String> arguments = List.of(args);
    String command = arguments.isEmpty() ? "" : arguments.get(0);
    if (arguments.contains("--help")) {
      System.out.print(Options.USAGE);
      System.exit(0);
    }
    if (!COMMANDS.contains(command) && !command.equals("all")) {
      System.err.print(Options.USAGE);
      System.exit(2);
    }
    try {
      Options options = Options.parse(arguments.subList(1, arguments.size()));
      options.checkParts(command, PARTS.getOrDefault(command, List.of()));
      run(command.equals("all") ? COMMANDS : List.of(command), options);
    } catch (IllegalArgumentException e) {
      System.err.println("bench: " + e.getMessage());
      System.exit(2);
    }
    System.exit(0);
  }

  private static void run(List<String> commands, Options options) throws IOException {
    Path folder = Files.createTempDirectory("weft-bench");
    try {
      List<Target> targets = new ArrayList<>();
      for (String command : commands) {
        Path own = Files.createDirectory(folder.resolve(command));
        targets.addAll(
            switch (command) {
              case "calls" -> new Calls(options).run(own);
              case "compare" -> new Compare(options).run(own);
              case "local" -> LocalRequests.run(options, own);
              case "interceptors" -> Intercepted.run(options, own);
              case "links" -> Links.run(options, own);
              case "start" -> StartUp.run(options, own);
              case "store" -> Stores.run(options, own);
              case "company" -> CompanyCurve.run(options, own);
              case "events" -> EventRates.run(options, own);
              case "control" -> ControlLatency.run(options, own);
              case "discovery" -> Finding.run(options, own);
              case "streams" -> Pours.run(options, own);
              case "files" -> FileRace.run(options, own);
              case "bootstrap" -> Introduced.run(options, own);
              case "registry" -> RegistryLoad.run(options, own);
              case "gossip" -> GossipCurve.run(options);
              case "discovery-idle" -> Finding.runIdle(options, own);
              case "kill" -> Killed.run(options, own);
              default -> Idle.run(options, own);
            });
      }
      Target.print(targets);
    } finally {
      delete(folder);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
