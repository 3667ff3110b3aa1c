package io.weft.node.limits;

import io.weft.transport.Acceptor;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who may connect: by the minute, at the same time, and with how many handshakes under way. What
 * comes from this machine, by loopback or by Unix sockets, has limits of its own and takes nothing
 * from what others may; only its handshakes count with theirs. Whoever is over its own limit takes
 * nothing from anybody: what is counted in all is asked for last.
 *
 * <p>Safe on every thread; asking takes about a microsecond.
 */
final class Strangers {

  /** Addresses, and as many ranges, that are remembered; each takes some 400 bytes. */
  static final int MAX_PLACES = 4_096;

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final Supplier<LimitValues> values;
  private final RefusalCounts refusals;
  private final LongSupplier nanos;

  private final ReentrantLock lock = new ReentrantLock();
  private final Callers addresses = new Callers(MAX_PLACES);
  private final Callers ranges = new Callers(MAX_PLACES);
  private final Rate all;
  private int handshakes;

  Strangers(Supplier<LimitValues> values, RefusalCounts refusals, LongSupplier nanos) {
    this.values = values;
    this.refusals = refusals;
    this.nanos = nanos;
    this.all = rate(() -> values.get().connectionsAMinute());
  }

  /** See {@link Acceptor#knock}. */
  Optional<Acceptor.Visit> knock(SocketAddress from) {
    LimitValues now = values.get();
    boolean local = Place.isLocal(from);
    Place place = Place.of(from);
    Place range = place.range();
    Over over;
    lock.lock();
    try {
      Callers.Caller caller = caller(addresses, place, local);
      Callers.Caller neighbours = local ? null : neighbours(range);
      over = neighbours == null ? local(now, caller) : far(now, caller, neighbours);
      if (over == null) {
        over = handshaking(now, caller, neighbours);
      }
      if (over == null) {
        enter(caller);
        if (neighbours != null) {
          enter(neighbours);
        }
        handshakes++;
      }
      addresses.put(place, caller);
      if (neighbours != null) {
        ranges.put(range, neighbours);
      }
    } finally {
      lock.unlock();
    }
    if (over != null) {
      refusals.refuse(over.reason, over.limit, from::toString);
      return Optional.empty();
    }
    return Optional.of(new Visit(place, local ? Optional.empty() : Optional.of(range)));
  }

  /** How many addresses and ranges are remembered. */
  int remembered() {
    lock.lock();
    try {
      return addresses.size() + ranges.size();
    } finally {
      lock.unlock();
    }
  }

  private record Over(Reason reason, int limit) {}

  private static @Nullable Over local(LimitValues now, Callers.Caller caller) {
    return caller.connections >= now.localConnections()
        ? new Over(Reason.LOCAL_CONNECTIONS, now.localConnections())
        : null;
  }

  private static @Nullable Over far(
      LimitValues now, Callers.Caller caller, Callers.Caller neighbours) {
    if (caller.connections >= now.connectionsPerAddress()) {
      return new Over(Reason.CONNECTIONS_PER_ADDRESS, now.connectionsPerAddress());
    }
    if (neighbours.connections >= now.connectionsPerRange()) {
      return new Over(Reason.CONNECTIONS_PER_RANGE, now.connectionsPerRange());
    }
    return null;
  }

  private @Nullable Over handshaking(
      LimitValues now, Callers.Caller caller, Callers.@Nullable Caller neighbours) {
    if (caller.handshakes >= now.handshakesPerAddress()) {
      return new Over(Reason.HANDSHAKES_PER_ADDRESS, now.handshakesPerAddress());
    }
    if (handshakes >= now.handshakes()) {
      return new Over(Reason.HANDSHAKES, now.handshakes());
    }
    if (neighbours == null) {
      return caller.rate.take()
          ? null
          : new Over(Reason.LOCAL_CONNECTIONS_A_MINUTE, now.localConnectionsAMinute());
    }
    if (!caller.rate.take()) {
      return new Over(Reason.CONNECTIONS_A_MINUTE_PER_ADDRESS, now.connectionsAMinutePerAddress());
    }
    if (!neighbours.rate.take()) {
      return new Over(Reason.CONNECTIONS_A_MINUTE_PER_RANGE, now.connectionsAMinutePerRange());
    }
    return all.take() ? null : new Over(Reason.CONNECTIONS_A_MINUTE, now.connectionsAMinute());
  }

  private Callers.Caller caller(Callers known, Place place, boolean local) {
    Callers.Caller caller = known.take(place);
    return caller != null
        ? caller
        : new Callers.Caller(
            local
                ? rate(() -> values.get().localConnectionsAMinute())
                : rate(() -> values.get().connectionsAMinutePerAddress()));
  }

  private Callers.Caller neighbours(Place range) {
    Callers.Caller known = ranges.take(range);
    return known != null
        ? known
        : new Callers.Caller(rate(() -> values.get().connectionsAMinutePerRange()));
  }

  private Rate rate(IntSupplier limit) {
    return new Rate(limit, MINUTE, nanos);
  }

  private static void enter(Callers.Caller caller) {
    caller.connections++;
    caller.handshakes++;
  }

  private static void leave(Callers known, Place place, boolean settled) {
    Callers.Caller caller = known.take(place);
    if (caller != null) {
      caller.connections--;
      caller.handshakes -= settled ? 0 : 1;
      known.put(place, caller);
    }
  }

  private static void settle(Callers known, Place place) {
    Callers.Caller caller = known.take(place);
    if (caller != null) {
      caller.handshakes--;
      known.put(place, caller);
    }
  }

  private final class Visit implements Acceptor.Visit {
    private final Place place;
    private final Optional<Place> range;
    private boolean settled;
    private boolean gone;

    Visit(Place place, Optional<Place> range) {
      this.place = place;
      this.range = range;
    }

    @Override
    public void settled() {
      lock.lock();
      try {
        if (!settled && !gone) {
          settled = true;
          handshakes--;
          settle(addresses, place);
          range.ifPresent(each -> settle(ranges, each));
        }
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void gone() {
      lock.lock();
      try {
        if (!gone) {
          gone = true;
          handshakes -= settled ? 0 : 1;
          leave(addresses, place, settled);
          range.ifPresent(each -> leave(ranges, each, settled));
        }
      } finally {
        lock.unlock();
      }
    }
  }
}
