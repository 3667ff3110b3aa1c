package io.weft.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The receiver is killed in the middle of a file and started again: how long it takes from when the
 * two nodes have a link until the first chunk is there. What was never forced to the disk is read
 * again before that: it is killed when that is nearly as much as it ever is.
 */
final class FileResume {

  /** A tenth of what the machine does, so that there is a middle to kill it in. */
  private static final String LIMIT = "100M";

  /** Forced is each 256 MiB. */
  private static final long NEARLY_FORCED_BYTES = 240L << 20;

  private static final double WANTED_MILLIS = 1000;
  private static final Pattern DONE = Pattern.compile("\"bytesDone\": *([0-9]+)");

  private FileResume() {}

  static List<Target> run(Options options, MemoryFiles files) throws IOException {
    List<Double> millis = new ArrayList<>();
    for (int i = 0; i < options.pairs(); i++) {
      millis.add(once(options, files, i));
    }
    return List.of(
        Target.atMost(
            "receiver killed and started again: link to the first chunk, ms",
            Spread.of(millis),
            WANTED_MILLIS,
            "%.0f"));
  }

  private static double once(Options options, MemoryFiles files, int turn) throws IOException {
    WeftMover.Kind kind = WeftMover.Kind.tls(options);
    Path folder = files.folder("killed-" + turn);
    long moment = Math.min(NEARLY_FORCED_BYTES, Files.size(files.large()) / 2);
    LauncherNode first = kind.node("bob", folder, files.target());
    first.readyNanos();
    try (LauncherNode sender = kind.node("ada", folder, files.target())) {
      sender.saidNanos("connected bob", 1);
      sender.command("send", files.large().toString(), "bob", "--limit", LIMIT, "--no-wait");
      Waiting.until("some chunks", () -> done(first).orElse(0) > moment);
      first.kill();
      sender.saidNanos("lost bob", 1);
      try (LauncherNode second = kind.node("bob", folder, files.target())) {
        long linked = second.saidNanos("connected ada", 1);
        Waiting.until("the transfer to be known", () -> done(second).isPresent());
        long before = done(second).orElse(0);
        Waiting.until("the next chunk", () -> done(second).orElse(0) > before);
        return (System.nanoTime() - linked) / 1e6;
      }
    } finally {
      first.close();
      MemoryFiles.empty(files.target());
    }
  }

  private static OptionalLong done(LauncherNode node) {
    try {
      Matcher figure = DONE.matcher(node.ask("transfers", "--json"));
      return figure.find()
          ? OptionalLong.of(Long.parseLong(figure.group(1)))
          : OptionalLong.empty();
    } catch (IOException e) {
      return OptionalLong.empty(); // asked again
    }
  }
}
