package io.weft.launcher.demo;

import io.weft.launcher.Refusal;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * Three nodes that find each other, answer, and are updated under load. Its processes and files are
 * gone when it ends, however it ends; killed outright it leaves files in the temporary folder, but
 * no process, for the nodes end with their input.
 */
public final class Demonstration {
  private static final List<String> NAMES = List.of("ada", "bob", "cleo");

  private final Path room;
  private final List<DemoNode> nodes = new ArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private boolean ended;

  private Demonstration(Path room) {
    this.room = room;
  }

  /**
   * Shows it.
   *
   * @return 0 if no request failed, else 1
   */
  public static int run(PrintStream out) throws InterruptedException {
    Path room;
    try {
      room = Files.createTempDirectory("weft-demo");
    } catch (IOException e) {
      throw new Refusal("no temporary folder: " + e.getMessage(), Refusal.CANNOT_START);
    }
    Demonstration demonstration = new Demonstration(room);
    Runtime.getRuntime().addShutdownHook(new Thread(demonstration::end, "weft-demo-end"));
    try {
      out.println("Three nodes start, each in a process of its own:");
      for (String name : NAMES) {
        demonstration.start(name);
      }
      return new Story(out, demonstration.nodes).tell() == 0 ? 0 : 1;
    } finally {
      demonstration.end();
    }
  }

  private void start(String name) {
    lock.lock();
    try {
      if (!ended) {
        nodes.add(DemoNode.start(name, room, List.of("--feature", "hello")));
      }
    } finally {
      lock.unlock();
    }
  }

  /** Ends the nodes and removes their files; once. */
  private void end() {
    lock.lock();
    try {
      if (!ended) {
        ended = true;
        nodes.forEach(DemoNode::stop);
        nodes.forEach(DemoNode::awaitEnd);
        delete(room);
      }
    } finally {
      lock.unlock();
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException | UncheckedIOException e) {
      System.err.println("weft: " + folder + " cannot be removed: " + e.getMessage());
    }
  }
}
