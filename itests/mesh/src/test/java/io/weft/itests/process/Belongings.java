package io.weft.itests.process;

import io.weft.itests.RunningNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a node's process holds, seen from outside: threads by role, open files and sockets, and the
 * objects that a swap must not leave behind, after a full collection.
 */
final class Belongings {
  private static final Duration SETTLE = Duration.ofSeconds(30);

  /** Threads of a role, and files, that may come by need; one left by each swap would be more. */
  private static final int AS_NEEDED = 2;

  private static final String LOADERS =
      "org.apache.felix.framework.BundleWiringImpl$BundleClassLoader";

  /** Of these there are never more than at the beginning. */
  private static final List<String> COUNTED =
      List.of(
          LOADERS,
          "io.weft.node.session.Session",
          "io.weft.node.transports.Transports$Installed",
          "io.weft.transport.tcp.TcpTransport",
          "io.weft.transport.unix.UnixTransport");

  private final RunningNode node;
  private final Map<String, Long> held;

  private Belongings(RunningNode node, Map<String, Long> held) {
    this.node = node;
    this.held = held;
  }

  /** What it holds now. */
  static Belongings of(RunningNode node) {
    return new Belongings(node, held(node));
  }

  /** Waits until it holds no more than then. */
  void assertNoMoreNow() {
    Map<String, Long> now = new TreeMap<>();
    try {
      node.until(
          "it holds no more than before",
          SETTLE,
          () -> {
            now.clear();
            now.putAll(held(node));
            return now.entrySet().stream()
                .allMatch(each -> each.getValue() <= allowed(each.getKey()));
          });
    } catch (AssertionError e) {
      throw new AssertionError(node.name() + " held " + held + ", now " + now, e);
    }
  }

  private long allowed(String what) {
    return held.getOrDefault(what, 0L) + (COUNTED.contains(what) ? 0 : AS_NEEDED);
  }

  private static Map<String, Long> held(RunningNode node) {
    Map<String, Long> all = new TreeMap<>();
    jcmd(node, "GC.class_histogram")
        .map(line -> line.strip().split("\\s+"))
        .filter(columns -> columns.length >= 4 && COUNTED.contains(columns[3]))
        .forEach(columns -> all.merge(columns[3], Long.valueOf(columns[1]), Long::sum));
    if (all.getOrDefault(LOADERS, 0L) == 0) {
      throw new AssertionError("no class loaders of bundles are counted: " + all);
    }
    jcmd(node, "Thread.print")
        .filter(line -> line.startsWith("\"weft-"))
        .map(line -> line.substring(1, line.indexOf('"', 1)).replaceAll("[0-9]+", "N"))
        .filter(role -> !role.startsWith("weft-links") && !role.startsWith("weft-handler"))
        .forEach(role -> all.merge("thread " + role, 1L, Long::sum));
    all.put("files", files(node));
    return all;
  }

  private static long files(RunningNode node) {
    Path files = Path.of("/proc/" + node.process().pid() + "/fd");
    if (!Files.isDirectory(files)) {
      return 0; // not Linux
    }
    try (Stream<Path> each = Files.list(files)) {
      return each.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<String> jcmd(RunningNode node, String command) {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    try {
      Process process =
          new ProcessBuilder(jcmd, Long.toString(node.process().pid()), command)
              .redirectErrorStream(true)
              .start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new AssertionError(command + " of " + node.name() + ": " + said);
      }
      return said.lines();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
