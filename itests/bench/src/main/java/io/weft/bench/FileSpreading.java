package io.weft.bench;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * One file to three hosts that pass chunks on to each other, beside the same to one of them: how
 * much leaves by the sender's cable, and how long it takes. Each host is a network namespace with a
 * cable of its own to one switch.
 */
final class FileSpreading {
  private static final List<String> RECEIVERS = List.of("bob", "cyd", "dan");

  /** Slow enough that two processors are not what is measured. */
  private static final String RATE = "300mbit";

  private static final long BYTES = 48L << 20;

  /** Little more than one: three would leave if nobody passed anything on. */
  private static final double MOST_COPIES = 1.25;

  /** Twice as long as one copy takes is what sending in turn cannot do for three. */
  private static final double MOST_TIME = 2;

  private static final String ROLE = "edge";

  private final LanHosts hosts;
  private final MemoryFiles files;
  private final Path folder;
  private final List<LauncherNode> nodes = new ArrayList<>();

  private FileSpreading(LanHosts hosts, MemoryFiles files) throws IOException {
    this.hosts = hosts;
    this.files = files;
    this.folder = files.folder("many");
  }

  /** Nothing, and says why, where there are no namespaces. */
  static List<Target> run(Options options, MemoryFiles files) throws IOException {
    String obstacle = LanSegment.obstacle();
    if (!obstacle.isEmpty()) {
      System.out.println("one file to several hosts: not measured, " + obstacle);
      return List.of();
    }
    try (LanHosts hosts = LanHosts.of(1 + RECEIVERS.size(), RATE)) {
      FileSpreading spreading = new FileSpreading(hosts, files);
      try {
        spreading.start(options);
        return spreading.measure(options.pairs());
      } finally {
        spreading.nodes.forEach(LauncherNode::close);
      }
    }
  }

  private void start(Options options) throws IOException {
    start(options, 1, "ada");
    for (String each : RECEIVERS) {
      Files.createDirectories(folder.resolve(each).resolve("conf"));
      Files.writeString(
          folder.resolve(each).resolve("conf/io.weft.files.cfg"),
          "receive_folder = " + received(each) + "\n");
      start(options, nodes.size() + 1, each, "--roles", ROLE);
    }
    for (LauncherNode each : nodes) {
      each.readyNanos();
    }
    for (LauncherNode each : nodes.subList(1, nodes.size())) {
      for (String other : RECEIVERS) {
        if (!each.equals(nodes.get(1 + RECEIVERS.indexOf(other)))) {
          each.saidNanos("connected " + other, 1);
        }
      }
    }
    Path first = part("first", 1 << 20);
    Waiting.until(
        "all receivers to be known",
        () -> {
          try {
            send(first, "--role", ROLE);
            return RECEIVERS.stream().allMatch(each -> Files.exists(copy(each, first)));
          } catch (IOException e) {
            return false; // nobody has the role yet
          }
        });
    empty();
  }

  private void start(Options options, int host, String name, String... more) throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of("--feature", "files", "--set", "discovery_providers=multicast"));
    arguments.addAll(List.of(more));
    nodes.add(
        LauncherNode.startBy(
            hosts.on(host),
            options,
            folder.resolve(name),
            folder.resolve("config"),
            folder.resolve("runtime"),
            arguments));
  }

  private List<Target> measure(int pairs) throws IOException {
    List<Double> copies = new ArrayList<>();
    List<Double> alone = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    Path film = part("film", BYTES);
    for (int i = -1; i < pairs; i++) { // the first is not counted: by then all is compiled
      double toOne = seconds(film, RECEIVERS.subList(0, 1), RECEIVERS.get(0));
      long before = hosts.sentBytes(1);
      double toAll = seconds(film, RECEIVERS, "--role", ROLE);
      if (i >= 0) {
        alone.add(toOne);
        copies.add((hosts.sentBytes(1) - before) / (double) BYTES);
        ratios.add(toAll / toOne);
      }
    }
    return List.of(
        Target.plain(
            "48 MiB to one host by a cable of 300 Mb/s, seconds", Spread.of(alone), "%.2f"),
        Target.atMost(
            "to three hosts: seconds ÷ those to one", Spread.of(ratios), MOST_TIME, "%.2f"),
        Target.atMost(
            "to three hosts: copies that leave the sender",
            Spread.of(copies),
            MOST_COPIES,
            "%.3f"));
  }

  private double seconds(Path film, List<String> receivers, String... whom) throws IOException {
    long begun = System.nanoTime();
    send(film, whom);
    double seconds = (System.nanoTime() - begun) / 1e9;
    for (String each : receivers) {
      if (!Files.exists(copy(each, film)) || Files.mismatch(film, copy(each, film)) >= 0) {
        throw new IOException(copy(each, film) + " is not a copy of " + film);
      }
    }
    empty();
    return seconds;
  }

  private void send(Path file, String... whom) throws IOException {
    List<String> words = new ArrayList<>(List.of("send", file.toString()));
    words.addAll(List.of(whom));
    if (nodes.get(0).command(words.toArray(String[]::new)) != 0) {
      throw new IOException(
          "weft send failed; weft transfers says:\n" + nodes.get(0).ask("transfers"));
    }
  }

  private Path received(String receiver) {
    return folder.resolve(receiver + "-received");
  }

  private Path copy(String receiver, Path of) {
    return received(receiver).resolve(of.getFileName());
  }

  private void empty() throws IOException {
    for (String each : RECEIVERS) {
      MemoryFiles.empty(received(each));
    }
  }

  private Path part(String name, long bytes) throws IOException {
    Path part = folder.resolve(name);
    try (FileChannel from = FileChannel.open(files.large());
        FileChannel to =
            FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (long at = 0; at < bytes; ) {
        at += from.transferTo(at, bytes - at, to);
      }
    }
    return part;
  }
}
