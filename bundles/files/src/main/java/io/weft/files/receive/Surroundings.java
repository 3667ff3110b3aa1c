package io.weft.files.receive;

import io.weft.files.live.Asking;
import io.weft.files.live.Company;
import io.weft.files.wire.Spares;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;

/**
 * What all transfers to this node share.
 *
 * @param writers few threads, which write what arrives
 * @param clockwork what comes later, briefly
 * @param total the limit for all together
 * @param spares what chunks come in
 * @param parts which are in use
 * @param passing what is given to others
 */
public record Surroundings(
    Asking asking,
    Company company,
    Disk disk,
    Turns turns,
    Executor threads,
    Executor writers,
    ScheduledExecutorService clockwork,
    LongSupplier nanoTime,
    Throttle total,
    Limits limits,
    Spares spares,
    Set<Path> parts,
    PassingOn passing) {

  /**
   * How much, how long.
   *
   * @param chunkBytes of one chunk
   * @param memoryBytes of the chunks of all transfers that are under way
   * @param patience how long an answer may take
   * @param giveUp how long a node may be away
   * @param checkSpace whether free space is compared with what will come
   */
  public record Limits(
      int chunkBytes, long memoryBytes, Duration patience, Duration giveUp, boolean checkSpace) {

    /** 1 MiB, 32 MiB, 30 s, a week. */
    public static final Limits DEFAULT =
        new Limits(1 << 20, 32L << 20, Duration.ofSeconds(30), Duration.ofDays(7), true);
  }

  /** With no part in use. */
  public Surroundings(
      Asking asking,
      Company company,
      Disk disk,
      Turns turns,
      Executor threads,
      Executor writers,
      ScheduledExecutorService clockwork,
      LongSupplier nanoTime,
      Throttle total,
      Limits limits,
      Spares spares) {
    this(
        asking,
        company,
        disk,
        turns,
        threads,
        writers,
        clockwork,
        nanoTime,
        total,
        limits,
        spares,
        ConcurrentHashMap.newKeySet(),
        new PassingOn());
  }
}
