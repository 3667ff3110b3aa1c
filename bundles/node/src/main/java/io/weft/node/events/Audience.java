package io.weft.node.events;

import io.weft.node.NodeId;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who listens to what: the subscriptions of this process, and what other nodes have told. Readers
 * take no lock. Every change has a new version, given after it can be seen.
 */
final class Audience {

  /** An interest of another node. */
  record Elsewhere(NodeId node, Interest interest) {}

  /** A node with a service that listens. */
  record ServiceAt(NodeId node, String path) {}

  private final ReentrantLock changing = new ReentrantLock();
  private final TopicTree<EventQueue> here = new TopicTree<>();
  private final TopicTree<Elsewhere> elsewhere = new TopicTree<>();
  private final TopicTree<ServiceAt> services = new TopicTree<>();
  private final Absentees absentees = new Absentees();
  private final Set<EventQueue> queues = new HashSet<>();
  private final Map<NodeId, NodeInterests> nodes = new LinkedHashMap<>();
  private final AtomicLong version = new AtomicLong();
  private final AtomicLong numbered = new AtomicLong();

  long version() {
    return version.get();
  }

  /** Subscriptions up to this number are found by every match that begins now. */
  long numbered() {
    return numbered.get();
  }

  /** What was found before may be otherwise now: another way to a node, for example. */
  void changed() {
    change(() -> {});
  }

  void add(EventQueue queue) {
    changing.lock();
    try {
      here.add(queue.topics(), queue);
      queues.add(queue);
      version.incrementAndGet();
      queue.numbered(numbered.get() + 1);
      numbered.incrementAndGet();
    } finally {
      changing.unlock();
    }
  }

  void remove(EventQueue queue) {
    change(
        () -> {
          if (queues.remove(queue)) {
            here.remove(queue.topics(), queue);
          }
        });
  }

  /**
   * Replaces what a node listens to.
   *
   * @return what it listened to before; none: nothing was known
   */
  @Nullable NodeInterests put(NodeInterests told) {
    NodeInterests[] before = new NodeInterests[1];
    change(
        () -> {
          before[0] = nodes.put(told.node(), told);
          replace(before[0], told);
          absentees.back(told);
          if (before[0] != null && before[0].epoch() != told.epoch()) {
            absentees.add(before[0], System.nanoTime());
          }
        });
    return before[0];
  }

  /**
   * It does not count any more.
   *
   * @param returns whether it may come back, and is owed what is delivered at least once
   */
  void forget(NodeId node, boolean returns) {
    change(
        () -> {
          NodeInterests before = nodes.remove(node);
          replace(before, null);
          if (before != null && returns) {
            absentees.add(before, System.nanoTime());
          }
        });
  }

  /** Forgets who has been away for long; whether some are left. */
  boolean forgetAbsentees(Duration remembered) {
    boolean[] left = new boolean[1];
    change(() -> left[0] = absentees.forgetOld(System.nanoTime(), remembered));
    return left[0];
  }

  /** Whether it is away or has begun anew, so that its subscriptions may come back. */
  boolean misses(NodeId node) {
    return absentees.contains(node);
  }

  void matchAbsent(String topic, Consumer<Elsewhere> to) {
    absentees.match(topic, to);
  }

  /** Only what differs: a new subscription of a node with thousands costs little. */
  private void replace(@Nullable NodeInterests before, @Nullable NodeInterests after) {
    Set<Elsewhere> old = new HashSet<>();
    Map<ServiceAt, List<TopicPattern>> oldServices = new HashMap<>();
    if (before != null) {
      before.interests().forEach(each -> old.add(new Elsewhere(before.node(), each)));
      before
          .services()
          .forEach((path, all) -> oldServices.put(new ServiceAt(before.node(), path), all));
    }
    if (after != null) {
      for (Interest each : Set.copyOf(after.interests())) {
        Elsewhere entry = new Elsewhere(after.node(), each);
        if (!old.remove(entry)) {
          elsewhere.add(each.pattern(), entry);
        }
      }
      after
          .services()
          .forEach(
              (path, patterns) -> {
                ServiceAt at = new ServiceAt(after.node(), path);
                if (!patterns.equals(oldServices.get(at))) {
                  patterns.forEach(pattern -> services.add(pattern, at));
                } else {
                  oldServices.remove(at);
                }
              });
    }
    old.forEach(each -> elsewhere.remove(each.interest().pattern(), each));
    oldServices.forEach((at, all) -> all.forEach(pattern -> services.remove(pattern, at)));
  }

  private void change(Runnable change) {
    changing.lock();
    try {
      change.run();
      version.incrementAndGet();
    } finally {
      changing.unlock();
    }
  }

  void matchHere(String topic, Consumer<EventQueue> to) {
    here.match(topic, to);
  }

  void matchElsewhere(String topic, Consumer<Elsewhere> to) {
    elsewhere.match(topic, to);
  }

  void matchServices(String topic, Consumer<ServiceAt> to) {
    services.match(topic, to);
  }

  boolean knows(NodeId node) {
    changing.lock();
    try {
      return nodes.containsKey(node);
    } finally {
      changing.unlock();
    }
  }

  boolean acknowledges(NodeId node) {
    changing.lock();
    try {
      NodeInterests known = nodes.get(node);
      return known != null && known.acknowledges();
    } finally {
      changing.unlock();
    }
  }

  List<EventQueue> queues() {
    changing.lock();
    try {
      return List.copyOf(queues);
    } finally {
      changing.unlock();
    }
  }

  /** What this process listens to, one for each pattern and group. */
  List<Interest> interests() {
    Map<String, Interest> all = new TreeMap<>();
    for (EventQueue queue : queues()) {
      Interest one =
          new Interest(
              queue.topics(),
              queue.options().group().orElse(""),
              queue.options().acknowledge(),
              queue.number());
      all.merge(one.pattern() + "\n" + one.group(), one, Audience::together);
    }
    return List.copyOf(all.values());
  }

  private static Interest together(Interest a, Interest b) {
    return new Interest(
        a.pattern(),
        a.group(),
        a.acknowledges() || b.acknowledges(),
        Math.max(a.newest(), b.newest()));
  }
}
