package io.weft.discovery.multicast;

import io.weft.discovery.SightingSink;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * On which interfaces multicast gets lost on its way, as in some Wi-Fi networks, so that news must
 * be broadcast too. Told by which copy of a datagram comes first: multicast is sent before
 * broadcast. Used by one thread.
 */
final class LostMulticast {

  /** So long after multicast was heard, a broadcast that comes first is a matter of chance. */
  private static final Duration SURE = Duration.ofSeconds(60);

  private final SightingSink sink;
  private final Map<String, OnInterface> interfaces = new HashMap<>();

  private static final class OnInterface {
    @Nullable Long multicastNanos;
    @Nullable Long lostUntil;
    @Nullable Long askedUntil;
    boolean said;
  }

  LostMulticast(SightingSink sink) {
    this.sink = sink;
  }

  /**
   * A genuine datagram came, of whose copies it was the first.
   *
   * @param validFor how long its sender is believed
   */
  void heard(String name, boolean byBroadcast, Duration validFor, long nowNanos) {
    OnInterface on = interfaces.computeIfAbsent(name, n -> new OnInterface());
    if (!byBroadcast) {
      on.multicastNanos = nowNanos;
      on.lostUntil = null;
      if (on.said) {
        on.said = false;
        sink.recovered(name);
      }
      return;
    }
    if (on.multicastNanos != null && nowNanos - on.multicastNanos <= SURE.toNanos()) {
      return;
    }
    on.lostUntil = nowNanos + validFor.toNanos();
    on.said = true;
    sink.failed(
        name,
        "multicast gets lost on "
            + name
            + ": nodes there are found by broadcast; let IGMP snooping or the firewall pass the"
            + " group for less traffic");
  }

  /** A node hears of others by broadcast alone. */
  void asked(String name, Duration validFor, long nowNanos) {
    interfaces.computeIfAbsent(name, n -> new OnInterface()).askedUntil =
        nowNanos + validFor.toNanos();
  }

  /** Whether there is somebody whom multicast does not reach. */
  boolean broadcastOn(String name, long nowNanos) {
    OnInterface on = interfaces.get(name);
    return on != null && (isAhead(on.lostUntil, nowNanos) || isAhead(on.askedUntil, nowNanos));
  }

  /** Whether we hear of others by broadcast alone, somewhere. */
  boolean anywhere(long nowNanos) {
    return interfaces.values().stream().anyMatch(on -> isAhead(on.lostUntil, nowNanos));
  }

  /** These are the interfaces in use; nothing is remembered of others. */
  void use(Collection<String> names) {
    interfaces.keySet().retainAll(names);
  }

  private static boolean isAhead(@Nullable Long untilNanos, long nowNanos) {
    return untilNanos != null && untilNanos - nowNanos > 0;
  }
}
