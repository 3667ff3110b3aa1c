package io.weft.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A node of the distribution that knows one address of one node, in a network of some: how soon it
 * is linked with that one, and, by asking it for others, with all.
 */
final class Introduced {
  private static final int RESIDENTS = 5;
  private static final Pattern TCP = Pattern.compile("tcp://127\\.0\\.0\\.1:\\d+");

  private final Options options;
  private final Path folder;

  private Introduced(Options options, Path folder) {
    this.options = options;
    this.folder = folder;
  }

  static List<Target> run(Options options, Path folder) throws IOException {
    return new Introduced(options, folder).run();
  }

  private List<Target> run() throws IOException {
    List<Double> one = new ArrayList<>();
    List<Double> all = new ArrayList<>();
    List<LauncherNode> residents = new ArrayList<>();
    try {
      LauncherNode first = start("first", List.of());
      residents.add(first);
      first.readyNanos();
      String address = address(first);
      for (int i = 1; i < RESIDENTS; i++) {
        LauncherNode next = start("resident-" + i, List.of("--join", address));
        residents.add(next);
        next.readyNanos();
        next.saidNanos("connected ", i);
      }
      for (int round = 0; round < (options.isQuick() ? 1 : options.pairs()); round++) {
        try (LauncherNode later = start("later-" + round, List.of("--join", address))) {
          long readyNanos = later.readyNanos();
          one.add(Math.max(0, later.saidNanos("connected ", 1) - readyNanos) / 1e6);
          all.add(Math.max(0, later.saidNanos("connected ", RESIDENTS) - readyNanos) / 1e6);
        }
        first.saidNanos("gone later-" + round, 1);
      }
    } finally {
      residents.forEach(LauncherNode::close);
    }
    return List.of(
        Target.plain(
            "bootstrap: ready to linked with the node whose address it has, ms",
            Spread.of(one),
            "%.0f"),
        Target.plain(
            "bootstrap + peer exchange: ready to linked with all of " + RESIDENTS + ", ms",
            Spread.of(all),
            "%.0f"));
  }

  private LauncherNode start(String name, List<String> more) throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of("--bind", "127.0.0.1", "--set", "discovery_providers=bootstrap"));
    arguments.addAll(more);
    return LauncherNode.startBy(
        List.of(),
        options,
        folder.resolve(name),
        folder.resolve("config"),
        folder.resolve("runtime"),
        arguments);
  }

  private static String address(LauncherNode node) throws IOException {
    Matcher found = TCP.matcher(node.ask("info", "--json"));
    if (!found.find()) {
      throw new IOException("the first node listens at no tcp://127.0.0.1 address");
    }
    return found.group();
  }
}
