package io.weft.bench;

import java.io.IOException;
import java.nio.file.Path;

/**
 * One copy.
 *
 * @param seconds from the order to the end
 * @param cpuSeconds of all processes of the contender
 */
record Moved(double seconds, double cpuSeconds) {

  /** Copies, measures, compares, deletes the copy. */
  static Moved measure(Mover mover, Path source, MemoryFiles files) throws IOException {
    double cpu = ProcessFigures.cpuSecondsOfAll(mover.processes());
    long begun = System.nanoTime();
    mover.move(source);
    double seconds = (System.nanoTime() - begun) / 1e9;
    double used = ProcessFigures.cpuSecondsOfAll(mover.processes()) - cpu;
    files.demandSame(source);
    return new Moved(seconds, used);
  }
}
