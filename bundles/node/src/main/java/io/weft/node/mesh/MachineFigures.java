package io.weft.node.mesh;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * How large and how busy a machine is. Safe on every thread; a figure that can't be had is empty.
 */
interface MachineFigures {

  /** Linux's own files where they are, else what the JVM knows, which is slower to ask first. */
  static MachineFigures of(Path root) {
    return Files.isReadable(root.resolve("proc/meminfo"))
        ? new LinuxFigures(root)
        : new JvmFigures();
  }

  /** Memory of the machine, or what this process's group may use of it. */
  OptionalLong memoryBytes();

  /** What could be taken now. */
  OptionalLong freeBytes();

  /** The processors' load since this was last asked: 0 to 1. */
  OptionalDouble load();
}
