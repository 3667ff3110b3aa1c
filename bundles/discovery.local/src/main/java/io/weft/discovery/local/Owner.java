package io.weft.discovery.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The process that a record file belongs to, told apart from a later one with the same number.
 *
 * @param pid the process number
 * @param started when it was started, in units of the system's own: only good to compare. On Linux
 *     clock ticks since boot (proc(5), /proc/pid/stat, field 22), as these survive a change of the
 *     clock; elsewhere milliseconds since 1970; {@value #UNKNOWN} if the system does not tell
 * @param numberedIn where the number means this process: the PID namespace on Linux, else {@value
 *     #UNKNOWN}
 */
record Owner(long pid, String started, String numberedIn) {

  static final String UNKNOWN = "-";

  private static final Path PROC = Path.of("/proc");

  /** Field 22 of /proc/pid/stat, counted from the first one behind the name in parentheses. */
  private static final int START_TIME_FIELD = 22 - 3;

  /** Does not change while this process runs. */
  private static final String HERE = namespace();

  /** This process. */
  static Owner current() {
    return of(ProcessHandle.current());
  }

  /** A process that runs. */
  static Owner of(ProcessHandle process) {
    return new Owner(process.pid(), startOf(process), HERE);
  }

  /**
   * Whether the process is certainly no more. A process of another container can't be judged: its
   * record then lasts until it expires.
   */
  boolean isDead() {
    if (!numberedIn.equals(HERE)) {
      return false;
    }
    Optional<String> told = startInProc(pid);
    if (told.isPresent()) {
      return !started.equals(UNKNOWN) && !started.equals(told.get());
    }
    ProcessHandle process = ProcessHandle.of(pid).filter(ProcessHandle::isAlive).orElse(null);
    if (process == null) {
      return true;
    }
    String startedNow = startOf(process);
    return !started.equals(UNKNOWN) && !startedNow.equals(UNKNOWN) && !started.equals(startedNow);
  }

  private static String startOf(ProcessHandle process) {
    return startInProc(process.pid())
        .or(
            () ->
                process.info().startInstant().map(instant -> Long.toString(instant.toEpochMilli())))
        .orElse(UNKNOWN);
  }

  /** The start in the system's own count; empty if the process, or such a count, is not there. */
  private static Optional<String> startInProc(long pid) {
    try {
      String stat =
          Files.readString(
              PROC.resolve(Long.toString(pid)).resolve("stat"), StandardCharsets.ISO_8859_1);
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return fields[0].equals("Z") ? Optional.empty() : Optional.of(fields[START_TIME_FIELD]);
    } catch (IOException | IndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  private static String namespace() {
    try {
      return Files.readSymbolicLink(PROC.resolve("self/ns/pid")).toString();
    } catch (IOException | UnsupportedOperationException e) {
      return UNKNOWN;
    }
  }
}
