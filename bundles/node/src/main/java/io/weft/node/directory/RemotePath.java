package io.weft.node.directory;

import io.weft.node.NodeId;
import io.weft.node.wire.Route;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** All nodes that offer one path, and whose turn it is. */
public final class RemotePath {
  static final NewestFirst NEWEST_FIRST = new NewestFirst();

  /** Pools for ranges of versions that are kept; of more, each is made when it is needed. */
  private static final int MAX_RANGED = 64;

  private record Ranged(String action, String versions) {}

  private final String path;
  private final List<RemoteEntry> entries;
  private final Map<String, Pool> pools = new ConcurrentHashMap<>();
  private final Map<Ranged, Pool> ranged = new ConcurrentHashMap<>();
  private final AtomicInteger turn;
  private final Tempo tempo;

  RemotePath(String path, List<RemoteEntry> entries, @Nullable RemotePath before) {
    this.path = path;
    this.entries = entries.stream().sorted(Comparator.comparing(RemoteEntry::node)).toList();
    // Anywhere, so that callers that start together do not go from node to node together.
    this.turn =
        before == null ? new AtomicInteger(ThreadLocalRandom.current().nextInt()) : before.turn;
    this.tempo = before == null ? new Tempo() : before.tempo;
  }

  /** Who offers it, by node id: the same order whenever something is told anew. */
  public List<RemoteEntry> entries() {
    return entries;
  }

  /** Grows by one each time. */
  public int nextTurn() {
    return turn.getAndIncrement();
  }

  /** How many requests it gets of late, and how many of them were made again. */
  public Tempo tempo() {
    return tempo;
  }

  /** Requests to it that have begun so far. */
  public long begun() {
    long sum = 0;
    for (RemoteEntry entry : entries) {
      sum += entry.counters().begun();
    }
    return sum;
  }

  /**
   * Who offers an action; made once. {@code null} for an action that nobody declares in these
   * versions.
   *
   * @param versions empty: the newest of each node
   */
  public @Nullable Pool pool(String action, Optional<String> versions) {
    if (versions.isPresent()) {
      return ranged(action, versions.get());
    }
    Pool known = pools.get(action);
    if (known != null) {
      return known;
    }
    Map<NodeId, RemoteEntry> newest = newest(action);
    if (newest.isEmpty()) {
      return null; // whatever callers ask for is not kept
    }
    return pools.computeIfAbsent(
        action, name -> new Pool(Route.of(path, name), List.copyOf(newest.values())));
  }

  private @Nullable Pool ranged(String action, String versions) {
    Ranged key = new Ranged(action, versions);
    Pool known = ranged.get(key);
    if (known != null) {
      return known;
    }
    Versions range = Versions.of(versions);
    Map<NodeId, RemoteEntry> newest = newest(action);
    Map<NodeId, RemoteEntry> fitting = new LinkedHashMap<>();
    for (RemoteEntry entry : entries) {
      boolean serves = entry.mindsVersions() || newest.get(entry.node()) == entry;
      if (serves && entry.offers(action) && range.include(entry)) {
        fitting.merge(entry.node(), entry, RemotePath::newer);
      }
    }
    if (fitting.isEmpty()) {
      return null;
    }
    Pool made = new Pool(Route.of(path, action, versions), new ArrayList<>(fitting.values()));
    if (ranged.size() < MAX_RANGED) {
      ranged.put(key, made);
    }
    return made;
  }

  private Map<NodeId, RemoteEntry> newest(String action) {
    Map<NodeId, RemoteEntry> newest = new LinkedHashMap<>();
    for (RemoteEntry entry : entries) {
      if (entry.offers(action)) {
        newest.merge(entry.node(), entry, RemotePath::newer);
      }
    }
    return newest;
  }

  private static RemoteEntry newer(RemoteEntry one, RemoteEntry other) {
    return NEWEST_FIRST.compare(one, other) <= 0 ? one : other;
  }
}
