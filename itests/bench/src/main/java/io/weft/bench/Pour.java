package io.weft.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** Items of 1 KiB from this process to another, as fast as they go. */
interface Pour extends AutoCloseable {

  /** What the targets are about (bytes). */
  int ITEM_BYTES = 1024;

  /** Between two looks at the clock. */
  int BATCH = 64;

  /**
   * Pours for this long.
   *
   * @return items a second; those that the other process has counted, until it has said so
   */
  double pour(Duration duration) throws IOException;

  @Override
  void close();

  /** A way to pour. */
  interface Kind {

    String description();

    /** Counts what comes, until it is closed. */
    Contender.Echo count(Path folder) throws IOException;

    /**
     * Connects.
     *
     * @param address what the counter's {@link Contender.Echo#address} was
     */
    Pour connect(Path folder, String address) throws IOException;
  }

  /**
   * The kind of this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  static Kind named(String name) {
    return switch (name) {
      case "weft" -> new WeftPour.Kind();
      case "netty" -> new NettyPour.Kind();
      default -> throw new IllegalArgumentException("no pour \"" + name + "\"");
    };
  }
}
