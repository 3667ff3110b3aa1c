package io.weft.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The threads and open files of this process at a moment, to find what was left behind. Open files
 * are counted on Linux only.
 */
public final class Leftovers {

  /** Threads that the Java runtime starts when it likes. */
  private static final Set<String> OF_THE_RUNTIME =
      Set.of("process reaper", "Attach Listener", "Common-Cleaner", "Keep-Alive-Timer");

  /** Open files that the Java runtime may add by itself, such as jars. */
  private static final long FILES_OF_THE_RUNTIME = 5;

  private static final Path OPEN_FILES = Path.of("/proc/self/fd");

  private final Set<Thread> threads;
  private final long openFiles;

  private Leftovers(Set<Thread> threads, long openFiles) {
    this.threads = threads;
    this.openFiles = openFiles;
  }

  /** What there is now. */
  public static Leftovers now() {
    Set<Thread> threads =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> !OF_THE_RUNTIME.contains(thread.getName()))
            .collect(Collectors.toUnmodifiableSet());
    return new Leftovers(threads, countOpenFiles());
  }

  /** What is here and was not there before, in words; empty if nothing is. */
  public List<String> since(Leftovers before) {
    List<String> left = new ArrayList<>();
    for (Thread thread : threads) {
      if (thread.isAlive() && !before.threads.contains(thread)) {
        left.add("thread " + thread.getName());
      }
    }
    if (openFiles > before.openFiles + FILES_OF_THE_RUNTIME) {
      left.add((openFiles - before.openFiles) + " open files");
    }
    return left;
  }

  private static long countOpenFiles() {
    try (Stream<Path> files = Files.list(OPEN_FILES)) {
      return files.count();
    } catch (IOException e) {
      return 0;
    }
  }
}
