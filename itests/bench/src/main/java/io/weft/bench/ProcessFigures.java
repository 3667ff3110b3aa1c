package io.weft.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.stream.Stream;

/** What Linux says of a process: proc(5). */
final class ProcessFigures {

  /** Clock ticks of {@code /proc/PID/stat} a second: USER_HZ, 100 on every Linux of today. */
  private static final double TICKS_PER_SECOND = 100;

  /** User time is the 12th field after the name, then come system time and those of children. */
  private static final int USER_TIME = 11;

  private ProcessFigures() {}

  /** Processor time of a process alone. */
  static double cpuSeconds(long pid) throws IOException {
    return ticks(Long.toString(pid), 0, 2) / TICKS_PER_SECOND;
  }

  /**
   * Processor time of these and all below them, with children that have ended, and of programs that
   * this process has run and that have ended.
   */
  static double cpuSecondsOfAll(Collection<ProcessHandle> processes) throws IOException {
    long ticks = ticks("self", 2, 4);
    for (ProcessHandle each : processes) {
      for (ProcessHandle one : Stream.concat(Stream.of(each), each.descendants()).toList()) {
        try {
          ticks += ticks(Long.toString(one.pid()), 0, 4);
        } catch (NoSuchFileException e) {
          continue; // it has just ended, and is counted with its parent
        }
      }
    }
    return ticks / TICKS_PER_SECOND;
  }

  private static long ticks(String pid, int from, int to) throws IOException {
    String stat = Files.readString(Path.of("/proc", pid, "stat"));
    // The name is in brackets, and may hold anything.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    long sum = 0;
    for (int i = from; i < to; i++) {
      sum += Long.parseLong(fields[USER_TIME + i]);
    }
    return sum;
  }

  /** Memory in use. */
  static double residentMegabytes(long pid) throws IOException {
    return kilobytes(Path.of("/proc", Long.toString(pid), "status"), "VmRSS:") / 1024.0;
  }

  /** The most that was in use since {@link #forgetPeak}. */
  static double peakMegabytes(long pid) throws IOException {
    return kilobytes(Path.of("/proc", Long.toString(pid), "status"), "VmHWM:") / 1024.0;
  }

  /** The peak begins anew. */
  static void forgetPeak(long pid) throws IOException {
    Files.writeString(Path.of("/proc", Long.toString(pid), "clear_refs"), "5");
  }

  /** Memory of the machine that may be used. */
  static long availableBytes() throws IOException {
    return kilobytes(Path.of("/proc/meminfo"), "MemAvailable:") * 1024;
  }

  private static long kilobytes(Path file, String name) throws IOException {
    return Files.readAllLines(file).stream()
        .filter(line -> line.startsWith(name))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow(() -> new IOException("no " + name + " in " + file));
  }
}
