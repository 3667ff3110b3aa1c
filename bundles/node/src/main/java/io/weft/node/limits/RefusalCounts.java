package io.weft.node.limits;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what was refused, by reason. Whoever is refused a million times makes twenty lines in the
 * log: the first, the second, the fourth and so on. Safe on every thread.
 */
public final class RefusalCounts {
  private static final Logger LOG = LoggerFactory.getLogger(RefusalCounts.class);

  /** Of the counters, in Micrometer's style; the tag {@value #TAG} has {@link Reason#tag}. */
  public static final String METRIC = "weft.refusals";

  public static final String TAG = "reason";

  private final Map<Reason, AtomicLong> counts = new EnumMap<>(Reason.class);

  RefusalCounts() {
    for (Reason reason : Reason.values()) {
      counts.put(reason, new AtomicLong());
    }
  }

  /** How often, since the node started. */
  public long of(Reason reason) {
    return counter(reason).get();
  }

  /** All reasons by their tags, those that never were included. */
  public Map<String, Long> snapshot() {
    Map<String, Long> all = new TreeMap<>();
    for (Reason reason : Reason.values()) {
      all.put(reason.tag(), of(reason));
    }
    return all;
  }

  /** Counts what is said elsewhere. */
  public void count(Reason reason) {
    counter(reason).incrementAndGet();
  }

  /**
   * Counts, and says so when it is due.
   *
   * @param limit the value of the setting
   * @param who only asked for when there is a line
   */
  void refuse(Reason reason, int limit, Supplier<String> who) {
    long count = counter(reason).incrementAndGet();
    if (Long.bitCount(count) == 1) {
      LOG.warn(
          "{} is over the limit {} of {} ({} times so far, whoever it was)",
          who.get(),
          reason.setting,
          limit,
          count);
    }
  }

  private AtomicLong counter(Reason reason) {
    return Objects.requireNonNull(counts.get(reason));
  }
}
