package io.weft.node.wire;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Finds what belongs to a route by the bytes of a request, without making strings. Never changes;
 * safe on every thread.
 *
 * <p>At most half of the slots are taken, and only by the routes that it was made of: whatever a
 * peer asks for, a look-up ends at the next free slot. Hashes are seeded, so that nobody can name
 * his services to make them collide.
 */
public final class RouteTable<V> {

  private record Entry<V>(Route route, V value) {}

  private final Entry<V>[] byBytes;
  private final Entry<V>[] byText;
  private final int seed;

  private RouteTable(Map<Route, V> routes) {
    int slots = Integer.highestOneBit(Math.max(1, routes.size())) * 4;
    seed = ThreadLocalRandom.current().nextInt();
    byBytes = slots(slots);
    byText = slots(slots);
    routes.forEach(
        (route, value) -> {
          Entry<V> entry = new Entry<>(route, value);
          ByteBuffer path = ByteBuffer.wrap(route.pathUtf8());
          ByteBuffer action = ByteBuffer.wrap(route.actionUtf8());
          put(byBytes, hash(path, 0, path.limit(), action, 0, action.limit()), entry);
          put(byText, hash(route.path(), route.action()), entry);
        });
  }

  /** A table of these routes, as they are now. */
  public static <V> RouteTable<V> of(Map<Route, V> routes) {
    return new RouteTable<>(routes);
  }

  /** What belongs to the request that was read from this view, or {@code null}. */
  public @Nullable V get(ByteBuffer view, MessageReader reader) {
    int path = reader.pathOffset();
    int pathLength = reader.pathLength();
    int action = reader.actionOffset();
    int actionLength = reader.actionLength();
    int slot = hash(view, path, pathLength, view, action, actionLength);
    for (; ; slot++) {
      Entry<V> entry = byBytes[slot & (byBytes.length - 1)];
      if (entry == null) {
        return null;
      }
      if (Text.equal(view, path, pathLength, entry.route.pathUtf8())
          && Text.equal(view, action, actionLength, entry.route.actionUtf8())) {
        return entry.value;
      }
    }
  }

  /** What belongs to this path and action, or {@code null}. */
  public @Nullable V get(String path, String action) {
    for (int slot = hash(path, action); ; slot++) {
      Entry<V> entry = byText[slot & (byText.length - 1)];
      if (entry == null) {
        return null;
      }
      if (entry.route.path().equals(path) && entry.route.action().equals(action)) {
        return entry.value;
      }
    }
  }

  private int hash(
      ByteBuffer path, int pathAt, int pathLength, ByteBuffer action, int actionAt, int length) {
    return Text.hash(action, actionAt, length, Text.hash(path, pathAt, pathLength, seed));
  }

  private int hash(String path, String action) {
    int mixed = (path.hashCode() * 31 + action.hashCode() + seed) * 0x9E3779B9;
    return mixed ^ (mixed >>> 15);
  }

  private static <V> void put(Entry<V>[] slots, int hash, Entry<V> entry) {
    int slot = hash;
    while (Objects.nonNull(slots[slot & (slots.length - 1)])) {
      slot++;
    }
    slots[slot & (slots.length - 1)] = entry;
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static <V> Entry<V>[] slots(int count) {
    return new Entry[count];
  }
}
