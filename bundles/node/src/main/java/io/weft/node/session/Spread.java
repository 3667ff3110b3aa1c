package io.weft.node.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Shares what is large among ways that are alike: each call takes the one on which it is expected
 * to be done first, by what is under way there and how fast that goes. Answers take the way of
 * their request; so whoever asks decides for both directions, and it is the one who knows what has
 * arrived. Safe on every thread.
 */
final class Spread {

  /** A rate is taken over so much time in which something was under way; less is chance. */
  private static final long STEP_NANOS = Duration.ofMillis(50).toNanos();

  /** A way that had nothing for so long is tried again, however slow it was. */
  private static final long IDLE_NANOS = Duration.ofSeconds(1).toNanos();

  /** What is under way on one way, and how fast it goes. Guarded by the lock. */
  private static final class Load {
    private long bytes;
    private long lastNanos;
    private double bytesPerNano; // 0: not known yet
    private long movedBytes;
    private long busyNanos;

    private Load(long nowNanos) {
      lastNanos = nowNanos;
    }

    void begin(long more, long nowNanos) {
      pass(nowNanos);
      bytes += more;
    }

    void end(long less, long moved, long nowNanos) {
      pass(nowNanos);
      bytes -= less;
      movedBytes += moved;
      if (busyNanos >= STEP_NANOS || (bytes == 0 && moved > 0 && busyNanos > 0)) {
        double rate = (double) movedBytes / busyNanos;
        bytesPerNano = bytesPerNano == 0 ? rate : (bytesPerNano + rate) / 2;
        movedBytes = 0;
        busyNanos = 0;
      }
    }

    private void pass(long nowNanos) {
      if (bytes > 0) {
        busyNanos += nowNanos - lastNanos;
      }
      lastNanos = nowNanos;
    }

    /** When so much more would be there; in no unit, for comparisons. */
    double finish(long more, double usual, long nowNanos) {
      if (bytes == 0 && nowNanos - lastNanos > IDLE_NANOS) {
        return 0;
      }
      return (bytes + more) / (bytesPerNano > 0 ? bytesPerNano : usual);
    }
  }

  private record Carried(Load load, long bytes, long sentBytes) {}

  private record Choice(BulkWay way, double finish) {}

  private final LongSupplier nanos;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<LinkPath, Load> loads = new HashMap<>();
  private final Map<PendingCall, Carried> underWay = new ConcurrentHashMap<>();

  /**
   * @param nanos the time, as {@link System#nanoTime}
   */
  Spread(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /**
   * Sends a call on the way on which it is expected to be done first, or on the next one that takes
   * it.
   *
   * @param ownBytes of the call
   * @param large whether that is large; if not, its answer is
   * @return whether one has taken it
   */
  boolean send(BulkWay[] ways, PendingCall call, long ownBytes, boolean large) {
    long bytes = Math.max(ownBytes, call.answerBytes());
    for (BulkWay way : order(ways, bytes)) {
      begin(call, way.path(), bytes, ownBytes); // before it is sent: that may take a while
      if (Handing.to(large ? way.bulk() : way.small(), call, call)) {
        if (call.settled()) {
          ended(call, 0); // in between
        }
        return true;
      }
      ended(call, 0);
    }
    return false;
  }

  private List<BulkWay> order(BulkWay[] ways, long bytes) {
    List<Choice> choices = new ArrayList<>(ways.length);
    lock.lock();
    try {
      long now = nanos.getAsLong();
      double usual = 0;
      for (BulkWay way : ways) {
        usual = Math.max(usual, load(way.path(), now).bytesPerNano);
      }
      for (BulkWay way : ways) {
        double finish = load(way.path(), now).finish(bytes, usual == 0 ? 1 : usual, now);
        choices.add(new Choice(way, finish));
      }
    } finally {
      lock.unlock();
    }
    choices.sort((one, other) -> Double.compare(one.finish, other.finish)); // keeps ties in order
    return choices.stream().map(Choice::way).toList();
  }

  private Load load(LinkPath path, long nowNanos) {
    return loads.computeIfAbsent(path, fresh -> new Load(nowNanos));
  }

  private void begin(PendingCall call, LinkPath path, long bytes, long ownBytes) {
    lock.lock();
    try {
      long now = nanos.getAsLong();
      Load load = load(path, now);
      load.begin(bytes, now);
      Carried before = underWay.put(call, new Carried(load, bytes, ownBytes));
      if (before != null) {
        before.load.end(before.bytes, 0, now);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * A call has ended; most were never spread.
   *
   * @param answerBytes 0 if there is no answer
   */
  void ended(PendingCall call, long answerBytes) {
    if (underWay.isEmpty() || !underWay.containsKey(call)) {
      return;
    }
    lock.lock();
    try {
      Carried carried = underWay.remove(call);
      if (carried != null) {
        long moved = answerBytes == 0 ? 0 : Math.max(answerBytes, carried.sentBytes);
        carried.load.end(carried.bytes, moved, nanos.getAsLong());
      }
    } finally {
      lock.unlock();
    }
  }

  /** Forgets all ways but these, and with them the classes of their transports. */
  void keep(Collection<LinkPath> paths) {
    lock.lock();
    try {
      loads.keySet().retainAll(paths);
    } finally {
      lock.unlock();
    }
  }
}
