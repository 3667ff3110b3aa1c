package io.weft.node.directory;

import io.weft.node.wire.Route;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** All nodes that offer one path, and whose turn it is. */
public final class RemotePath {
  private final List<RemoteEntry> entries;
  private final Map<String, Route> routes = new ConcurrentHashMap<>();
  private final AtomicInteger turn;

  RemotePath(List<RemoteEntry> entries, @Nullable RemotePath before) {
    this.entries = List.copyOf(entries);
    this.turn = before == null ? new AtomicInteger() : before.turn;
  }

  /** Who offers it. */
  public List<RemoteEntry> entries() {
    return entries;
  }

  /** Where to start looking: the next one each time. */
  public int nextTurn() {
    int count = entries.size();
    return count == 1 ? 0 : Math.floorMod(turn.getAndIncrement(), count);
  }

  /** The encoded path and action; made once. {@code null} for an action that nobody declares. */
  public @Nullable Route route(String path, String action) {
    Route known = routes.get(action);
    if (known != null || entries.stream().noneMatch(each -> each.offers(action))) {
      return known;
    }
    return routes.computeIfAbsent(action, name -> Route.of(path, name));
  }
}
