package io.weft.node.session;

import io.weft.peer.LinkInfo;
import io.weft.transport.Lane;
import io.weft.transport.Link;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The links of a session, and which of them carries what: immutable arrays for readers, best first,
 * made anew by one writer at a time. Safe on every thread.
 */
final class LinkSet {
  private static final SessionLink[] NONE = {};

  private final Consumer<SessionLink> onMove;
  private final ReentrantLock changing = new ReentrantLock();
  private final List<SessionLink> links = new ArrayList<>();
  private @Nullable LinkPath inUse;
  private long sentBefore;
  private long receivedBefore;
  private long missedBefore;

  private volatile SessionLink[] calls = NONE;
  private volatile SessionLink[] control = NONE;
  private volatile SessionLink[] bulk = NONE;
  private volatile List<SessionLink> sharing = List.of();
  private volatile BulkWay[] alike = {};
  private volatile boolean lacksBulk = true;

  /**
   * @param onMove told of the link that calls leave on, when that is another way than before; must
   *     not block
   */
  LinkSet(Consumer<SessionLink> onMove) {
    this.onMove = onMove;
  }

  /** For requests, responses and events. Not to be changed. */
  SessionLink[] calls() {
    return calls;
  }

  /** For what the node itself says. Not to be changed. */
  SessionLink[] control() {
    return control;
  }

  /** For large frames. Not to be changed. */
  SessionLink[] bulk() {
    return bulk;
  }

  /** Another way of packing: completes when nothing is packed in a way that is gone, either way. */
  CompletableFuture<Void> packingChanged() {
    return CompletableFuture.allOf(
        all().stream()
            .map(link -> CompletableFuture.anyOf(link.packing().changed(), link.closed))
            .toArray(CompletableFuture[]::new));
  }

  /** A link of each way that shares what is large, or should: that of calls first. */
  List<SessionLink> sharing() {
    return sharing;
  }

  /** Those of the ways that have a bulk link. Not to be changed. */
  BulkWay[] alike() {
    return alike;
  }

  /** Whether one of the ways has no bulk link, or there is no way at all. */
  boolean lacksBulk() {
    return lacksBulk;
  }

  /** All of them, usable or on their way out. */
  List<SessionLink> all() {
    changing.lock();
    try {
      return List.copyOf(links);
    } finally {
      changing.unlock();
    }
  }

  void add(SessionLink link) {
    change(() -> links.add(link));
  }

  void remove(SessionLink link) {
    change(
        () -> {
          if (links.remove(link)) {
            sentBefore += link.traffic().sentBytes();
            receivedBefore += link.traffic().receivedBytes();
            missedBefore += link.pulse().missed();
          }
        });
  }

  /** Bytes that left on all links, those that are gone included. */
  long sentBytes() {
    changing.lock();
    try {
      return sentBefore + links.stream().mapToLong(link -> link.traffic().sentBytes()).sum();
    } finally {
      changing.unlock();
    }
  }

  /** Heartbeats that were never answered, on all links, those that are gone included. */
  long heartbeatsMissed() {
    changing.lock();
    try {
      return missedBefore + links.stream().mapToLong(link -> link.pulse().missed()).sum();
    } finally {
      changing.unlock();
    }
  }

  /** Bytes that came on all links, those that are gone included. */
  long receivedBytes() {
    changing.lock();
    try {
      return receivedBefore
          + links.stream().mapToLong(link -> link.traffic().receivedBytes()).sum();
    } finally {
      changing.unlock();
    }
  }

  /** One has another standing than before. */
  void sort() {
    change(() -> {});
  }

  /** The link that calls leave on. */
  Optional<SessionLink> inUse() {
    SessionLink[] path = calls;
    return path.length == 0 ? Optional.empty() : Optional.of(path[0]);
  }

  /** Of the best control link that has measured one. */
  Optional<Duration> roundTrip() {
    for (SessionLink link : control) {
      Optional<Duration> measured = link.roundTrip();
      if (measured.isPresent()) {
        return measured;
      }
    }
    return Optional.empty();
  }

  /** The links, as a person wants to know them. */
  List<LinkInfo> infos() {
    List<SessionLink> used = new ArrayList<>();
    for (SessionLink[] path : List.of(calls, control, bulk)) {
      if (path.length > 0) {
        used.add(path[0]);
      }
    }
    SessionLink best = inUse().orElse(null);
    return all().stream().map(link -> info(link, used.contains(link), why(link, best))).toList();
  }

  private static LinkInfo info(SessionLink link, boolean inUse, String why) {
    Link made = link.link();
    Traffic traffic = link.traffic();
    return new LinkInfo(
        link.lane(),
        made.local(),
        made.remote(),
        link.dialled(),
        made.protection(),
        link.medium().kind(),
        link.medium().name(),
        Duration.ofNanos(link.costNanos()),
        inUse,
        why,
        link.since(),
        link.roundTrip(),
        traffic.sentFrames(),
        traffic.sentBytes(),
        traffic.receivedFrames(),
        traffic.receivedBytes(),
        link.usable());
  }

  private void change(Runnable change) {
    SessionLink movedTo = null;
    changing.lock();
    try {
      change.run();
      LinkOrder order = new LinkOrder(links, inUse);
      control = order.of(Lane.CONTROL);
      bulk = order.of(Lane.BULK);
      calls = order.of(Lane.CALLS);
      sharing = Alike.of(calls);
      alike = Alike.withBulk(sharing, bulk);
      lacksBulk = alike.length < Math.max(1, sharing.size());
      if (calls.length > 0 && !calls[0].path().equals(inUse)) {
        movedTo = inUse == null ? null : calls[0];
        inUse = calls[0].path();
      }
    } finally {
      changing.unlock();
    }
    if (movedTo != null) {
      onMove.accept(movedTo);
    }
  }

  private static String why(SessionLink link, @Nullable SessionLink best) {
    if (!link.usable()) {
      return "on its way out";
    }
    if (best == null || link.path().equals(best.path())) {
      return link.proven() ? "the cheapest way" : "the only way so far";
    }
    if (!link.proven()) {
      return "it has not carried a round trip yet";
    }
    return String.format(
        Locale.ROOT,
        "a spare: costs %.1f times as much",
        (double) link.costNanos() / best.costNanos());
  }
}
