package io.weft.itests.exam;

import io.weft.testkit.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

/** What swapped bundles may have left behind: threads, ports, and the class loaders themselves. */
final class Remains {
  private static final Duration SETTLE = Duration.ofSeconds(30);

  /** Between two collections: they are not free. */
  private static final Duration COLLECT_EACH = Duration.ofMillis(100);

  /** Threads of a role that may come by need; one left by each swap would be more. */
  private static final int AS_NEEDED = 2;

  private final Map<String, Long> threads;
  private final long ports;
  private final List<Watched> loaders = new ArrayList<>();

  private record Watched(String bundle, WeakReference<ClassLoader> loader) {
    boolean isGone() {
      return loader.refersTo(null);
    }
  }

  private Remains(Map<String, Long> threads, long ports) {
    this.threads = threads;
    this.ports = ports;
  }

  /** What there is before the swaps. */
  static Remains before() {
    return new Remains(threads(), listeningPorts());
  }

  /** The bundle is swapped next: its class loader must go then. */
  void watch(Bundle bundle) {
    String which = bundle.getSymbolicName() + " " + (loaders.size() + 1);
    loaders.add(
        new Watched(which, new WeakReference<>(bundle.adapt(BundleWiring.class).getClassLoader())));
  }

  /**
   * The bundle that was watched last runs on with the same class loader.
   *
   * @param running it
   */
  void runsOn(Bundle running) {
    ClassLoader current = running.adapt(BundleWiring.class).getClassLoader();
    loaders.removeIf(each -> each.loader.refersTo(current));
  }

  /** Waits until all is as before, and the loaders that were watched are gone. */
  void assertNoneLeft() {
    try {
      Eventually.until("hardly more threads than before", SETTLE, () -> sameThreads());
    } catch (AssertionError e) {
      throw new AssertionError("threads before: " + threads + ", now: " + threads());
    }
    try {
      Eventually.until("as many ports as before", SETTLE, () -> listeningPorts() == ports);
    } catch (AssertionError e) {
      throw new AssertionError("ports before: " + ports + ", now: " + listeningPorts());
    }
    long[] last = {System.nanoTime() - COLLECT_EACH.toNanos()};
    try {
      Eventually.until("all class loaders are gone", SETTLE, () -> collected(last));
    } catch (AssertionError e) {
      throw new AssertionError("of " + loaders.size() + " class loaders are left: " + left());
    }
  }

  private boolean collected(long[] last) {
    if (System.nanoTime() - last[0] >= COLLECT_EACH.toNanos()) {
      System.gc();
      last[0] = System.nanoTime();
    }
    return loadersLeft() == 0;
  }

  /** Such as {@code io.weft.transport.tcp 12}, the twelfth that was watched. */
  private List<String> left() {
    return loaders.stream().filter(each -> !each.isGone()).map(Watched::bundle).toList();
  }

  /** How many of the watched class loaders are still there. */
  long loadersLeft() {
    return loaders.stream().filter(each -> !each.isGone()).count();
  }

  private boolean sameThreads() {
    return threads().entrySet().stream()
        .allMatch(role -> role.getValue() <= threads.getOrDefault(role.getKey(), 0L) + AS_NEEDED);
  }

  /** Weft's threads by role; pools whose threads come and go by need are not counted. */
  private static Map<String, Long> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("weft-"))
        .map(name -> name.replaceAll("[0-9]+", "N"))
        .filter(name -> !name.startsWith("weft-links") && !name.startsWith("weft-handler"))
        .collect(Collectors.groupingBy(name -> name, TreeMap::new, Collectors.counting()));
  }

  /** TCP and UDP sockets of this process that wait for others (Linux; 0 elsewhere). */
  private static long listeningPorts() {
    Set<String> own = new HashSet<>();
    Path files = Path.of("/proc/self/fd");
    if (!Files.isDirectory(files)) {
      return 0;
    }
    try (Stream<Path> all = Files.list(files)) {
      for (Path file : all.toList()) {
        try {
          String target = Files.readSymbolicLink(file).toString();
          if (target.startsWith("socket:[")) {
            own.add(target.substring("socket:[".length(), target.length() - 1));
          }
        } catch (IOException e) {
          continue; // closed meanwhile
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return listening("tcp", "0A", own)
        + listening("tcp6", "0A", own)
        + listening("udp", "07", own)
        + listening("udp6", "07", own);
  }

  private static long listening(String protocol, String state, Set<String> own) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/net", protocol))) {
      return lines
          .skip(1)
          .map(line -> line.strip().split("\\s+"))
          .filter(columns -> columns[3].equals(state) && own.contains(columns[9]))
          .count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
