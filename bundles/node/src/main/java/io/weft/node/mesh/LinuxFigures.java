package io.weft.node.mesh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;

/** What Linux says of its machine: proc(5), and the limit of the control group, cgroups(7). */
final class LinuxFigures implements MachineFigures {
  private static final long KIBIBYTE = 1024;

  /** Fields of the line {@code cpu} in {@code /proc/stat} that count: user to steal. */
  private static final int STATES = 8;

  private static final int IDLE = 3;
  private static final int WAITING = 4;

  private final Path root;
  private final ReentrantLock lock = new ReentrantLock();
  private long lastAll;
  private long lastIdle;

  LinuxFigures(Path root) {
    this.root = root;
  }

  @Override
  public OptionalLong memoryBytes() {
    OptionalLong machine = memory("MemTotal:");
    try {
      String limit = Files.readString(root.resolve("sys/fs/cgroup/memory.max")).strip();
      return limit.equals("max") || machine.isEmpty()
          ? machine
          : OptionalLong.of(Math.min(machine.getAsLong(), Long.parseLong(limit)));
    } catch (IOException | NumberFormatException e) {
      return machine; // no control group of the second version
    }
  }

  @Override
  public OptionalLong freeBytes() {
    return memory("MemAvailable:");
  }

  private OptionalLong memory(String name) {
    try {
      return Files.readAllLines(root.resolve("proc/meminfo")).stream()
          .filter(line -> line.startsWith(name))
          .mapToLong(line -> KIBIBYTE * Long.parseLong(line.split("\\s+")[1]))
          .findFirst();
    } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
      return OptionalLong.empty();
    }
  }

  @Override
  public OptionalDouble load() {
    try {
      String[] fields = Files.readString(root.resolve("proc/stat")).split("\\s+", STATES + 2);
      long all = 0;
      for (int i = 0; i < STATES; i++) {
        all += Long.parseLong(fields[i + 1]);
      }
      long idle = Long.parseLong(fields[1 + IDLE]) + Long.parseLong(fields[1 + WAITING]);
      lock.lock();
      try {
        long passed = all - lastAll;
        long busy = passed - (idle - lastIdle);
        lastAll = all;
        lastIdle = idle;
        return passed <= 0
            ? OptionalDouble.empty()
            : OptionalDouble.of(Math.min(1, Math.max(0, (double) busy / passed)));
      } finally {
        lock.unlock();
      }
    } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
      return OptionalDouble.empty();
    }
  }
}
