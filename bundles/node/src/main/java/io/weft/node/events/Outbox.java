package io.weft.node.events;

import io.weft.events.EventException;
import io.weft.node.NodeId;
import io.weft.node.wire.EventHead;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events of this process that are to be acknowledged: keeps them until every node has, delivers
 * them again after pauses that grow, and gives up after some tries. Bounded. What is in it is lost
 * with the process. Safe on every thread.
 */
final class Outbox {
  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

  /** Events that may wait at the same time. */
  static final int MAX_EVENTS = 10_000;

  /** And bytes of their data. */
  static final long MAX_BYTES = 64L << 20;

  /** How often a node is sent an event, the first time included. */
  static final int TRIES = 6;

  /** After the first time; twice as long after each further one: 0.5, 1, 2, 4, 8, 8 seconds. */
  static final Duration FIRST_PAUSE = Duration.ofMillis(500);

  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(8);

  /**
   * For a node that is away, times of this do not count; but not for longer than so many pauses.
   */
  private static final int LONGEST_WAIT_PAUSES = 240;

  /** An event, as it goes out. */
  record Letter(LocalEvent event, EventHead head, byte[] data, Receipt.Key key) {}

  /** Whether a node may still get it. */
  enum Fate {
    THERE(": "),
    /** It may come back. */
    AWAY(" is away: "),
    /** It is not expected any more. */
    GONE(" is gone: "),
    /** It listens to it no longer. */
    NOT_WANTED(" listens to it no longer: ");

    private final String words;

    Fate(String words) {
      this.words = words;
    }
  }

  /** Who sends. May block. */
  interface Post {
    Fate fate(Letter letter, NodeId node);

    void again(Letter letter, NodeId node, boolean toAll, List<String> groups);

    /** Another member of the group; none: there is no other. */
    @Nullable NodeId other(Letter letter, String group, NodeId not);

    void dead(Letter letter, String why);
  }

  /** What one node has to acknowledge. */
  private static final class Debt {
    final boolean toAll;
    volatile List<String> groups;
    final long sinceNanos = System.nanoTime();
    int tries = 1;
    volatile long dueNanos;
    volatile String failure = "it has not acknowledged";

    Debt(boolean toAll, List<String> groups, long dueNanos) {
      this.toAll = toAll;
      this.groups = groups;
      this.dueNanos = dueNanos;
    }
  }

  private record Kept(Letter letter, Map<NodeId, Debt> debts) {}

  private final Post post;
  private final ScheduledExecutorService clockwork;
  private final Executor threads;
  private final Duration firstPause;
  private final Map<Receipt.Key, Kept> all = new ConcurrentHashMap<>();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicBoolean ticking = new AtomicBoolean();

  Outbox(Post post, ScheduledExecutorService clockwork, Executor threads, Duration firstPause) {
    this.post = post;
    this.clockwork = clockwork;
    this.threads = threads;
    this.firstPause = firstPause;
  }

  /** Whether there is room for one more. */
  boolean hasRoom(int dataLength) {
    return all.size() < MAX_EVENTS && bytes.get() + dataLength <= MAX_BYTES;
  }

  /**
   * Refuses an event for which there is no room.
   *
   * @throws EventException which says so
   */
  void check(String topic, int dataLength) {
    if (!hasRoom(dataLength)) {
      throw new EventException(
          topic
              + " is not published: "
              + all.size()
              + " events with "
              + bytes.get()
              + " bytes wait to be acknowledged (limits "
              + MAX_EVENTS
              + " and "
              + MAX_BYTES
              + "), some by "
              + slowest()
              + "; try again when those have been, or publish without acknowledgement");
    }
  }

  private String slowest() {
    return all.values().stream()
        .flatMap(kept -> kept.debts().keySet().stream())
        .findFirst()
        .map(node -> "node " + node.shortText())
        .orElse("nobody any more");
  }

  /**
   * Keeps an event, before it goes out.
   *
   * @param toAll nodes that get it for those of their subscriptions that get all
   * @param shared nodes that get it for a member of each of these groups
   */
  void keep(Letter letter, List<NodeId> toAll, Map<NodeId, List<String>> shared) {
    long due = System.nanoTime() + firstPause.toNanos();
    Map<NodeId, Debt> debts = new ConcurrentHashMap<>();
    toAll.forEach(
        node -> debts.put(node, new Debt(true, shared.getOrDefault(node, List.of()), due)));
    shared.forEach((node, groups) -> debts.putIfAbsent(node, new Debt(false, groups, due)));
    if (debts.isEmpty()) {
      return;
    }
    bytes.addAndGet(letter.data().length);
    all.put(letter.key(), new Kept(letter, debts));
    tickLater();
  }

  /** A node has said what became of an event. */
  void acknowledged(NodeId node, Receipt.Key key, boolean working, String failure) {
    Kept kept = all.get(key);
    Debt debt = kept == null ? null : kept.debts().get(node);
    if (kept == null || debt == null) {
      return;
    }
    if (working) {
      debt.tries = Math.max(1, debt.tries - 1); // that one does not count
      debt.dueNanos = System.nanoTime() + pause(debt.tries).toNanos();
    } else if (failure.isEmpty()) {
      settle(kept, node);
    } else {
      debt.failure = failure;
      long pause = debt.tries < TRIES ? pause(debt.tries).toNanos() : 0;
      debt.dueNanos = System.nanoTime() + pause;
    }
  }

  private void settle(Kept kept, NodeId node) {
    kept.debts().remove(node);
    if (kept.debts().isEmpty() && all.remove(kept.letter().key()) != null) {
      bytes.addAndGet(-kept.letter().data().length);
    }
  }

  private Duration pause(int tries) {
    Duration pause = firstPause.multipliedBy(1L << Math.min(10, tries - 1));
    return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
  }

  int size() {
    return all.size();
  }

  // ---- time

  private void tickLater() {
    if (!all.isEmpty() && ticking.compareAndSet(false, true)) {
      try {
        clockwork.schedule(
            () -> threads.execute(this::tick), firstPause.toMillis() / 4, TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException e) {
        LOG.debug("stopping: what waits to be acknowledged is left");
      }
    }
  }

  private void tick() {
    try {
      look(System.nanoTime());
    } catch (RuntimeException e) {
      LOG.error("delivering events again failed", e);
    } finally {
      ticking.set(false);
      tickLater();
    }
  }

  private void look(long nowNanos) {
    for (Kept kept : all.values()) {
      Map<NodeId, Debt> due = new LinkedHashMap<>();
      kept.debts()
          .forEach(
              (node, debt) -> {
                if (nowNanos - debt.dueNanos >= 0) {
                  due.put(node, debt);
                }
              });
      due.forEach((node, debt) -> again(kept, node, debt, nowNanos));
    }
  }

  private void again(Kept kept, NodeId node, Debt debt, long nowNanos) {
    Fate fate = post.fate(kept.letter(), node);
    if (fate == Fate.NOT_WANTED && debt.groups.isEmpty()) {
      settle(kept, node);
      return;
    }
    if (fate == Fate.THERE && debt.tries < TRIES) {
      debt.tries++;
      debt.dueNanos = nowNanos + pause(debt.tries).toNanos();
      post.again(kept.letter(), node, debt.toAll, debt.groups);
      return;
    }
    if (fate != Fate.THERE && entrusted(kept, node, debt, nowNanos)) {
      return;
    }
    if (fate == Fate.AWAY
        && nowNanos - debt.sinceNanos < LONGEST_WAIT_PAUSES * firstPause.toNanos()) {
      debt.dueNanos = nowNanos + pause(debt.tries).toNanos();
      return;
    }
    settle(kept, node);
    post.dead(
        kept.letter(),
        "node "
            + node.shortText()
            + fate.words
            + debt.failure
            + " (sent up to "
            + debt.tries
            + " times)");
  }

  /** The share of groups goes to other members, if there are any; whether nothing is left of it. */
  private boolean entrusted(Kept kept, NodeId node, Debt debt, long nowNanos) {
    List<String> left = new ArrayList<>(debt.groups);
    for (String group : debt.groups) {
      NodeId other = post.other(kept.letter(), group, node);
      if (other != null && !kept.debts().containsKey(other)) {
        Debt taken = new Debt(false, List.of(group), nowNanos + pause(1).toNanos());
        kept.debts().put(other, taken);
        post.again(kept.letter(), other, false, taken.groups);
        left.remove(group);
      }
    }
    debt.groups = List.copyOf(left);
    if (debt.toAll || !left.isEmpty()) {
      return false;
    }
    settle(kept, node);
    return true;
  }

  /** A node is there again, perhaps: what it is owed is sent soon. */
  void back(NodeId node) {
    long now = System.nanoTime();
    for (Kept kept : all.values()) {
      Debt debt = kept.debts().get(node);
      if (debt != null) {
        debt.dueNanos = now;
      }
    }
  }
}
