package io.weft.discovery.registry;

import io.weft.discovery.Self;
import io.weft.discovery.Sighting;
import io.weft.discovery.SightingSink;
import io.weft.node.NodeId;
import io.weft.node.NodeRecord;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What all places have at the moment, as one: of each node the newest record, of each address one
 * sighting. Tells the sink what has changed, what is to be believed longer, and who is in no file
 * any more. Used by one thread.
 */
final class Holdings {

  /** Entries of all places together: as many nodes as a node knows. */
  static final int MAX_ENTRIES = 10_000;

  /** A lease lasts for so many reports: two may fail. */
  private static final int PERIODS_VALID = 3;

  private final Self self;
  private final NodeId own;
  private final SightingSink sink;
  private final Duration period;
  private final Clock clock;
  private final Map<String, List<Judged>> held = new LinkedHashMap<>();
  private Map<NodeId, Told> told = new HashMap<>();
  private Map<Object, Instant> others = new HashMap<>();
  private int entries;

  /**
   * @param period between two reports of what has not changed
   */
  Holdings(Self self, SightingSink sink, Duration period, Clock clock) {
    this.self = self;
    this.own = self.record().id();
    this.sink = sink;
    this.period = period;
    this.clock = clock;
  }

  /** How many entries another file may have; what this one had is not counted. */
  int room(String unit) {
    return MAX_ENTRIES - entries + held.getOrDefault(unit, List.of()).size();
  }

  /** A file or URL has this now. */
  void put(String unit, List<Judged> now) {
    List<Judged> before = now.isEmpty() ? held.remove(unit) : held.put(unit, List.copyOf(now));
    entries += now.size() - (before == null ? 0 : before.size());
  }

  /** What a file or URL has. */
  List<Judged> of(String unit) {
    return held.getOrDefault(unit, List.of());
  }

  /**
   * Tells the sink.
   *
   * @return whether it has taken all; if not, it should be told again in a second
   */
  boolean report() {
    Instant now = clock.instant();
    Map<NodeId, Judged.Proven> newest = newest();
    for (NodeId gone : told.keySet()) {
      if (!newest.containsKey(gone)) {
        sink.gone(gone);
      }
    }
    boolean all = true;
    Map<NodeId, Told> reported = new HashMap<>();
    for (Map.Entry<NodeId, Judged.Proven> each : newest.entrySet()) {
      Told after = tell(each.getValue(), told.get(each.getKey()), now);
      reported.put(each.getKey(), after);
      all &= after.at != null;
    }
    told = reported;
    tellOthers(now);
    return all;
  }

  private Map<NodeId, Judged.Proven> newest() {
    Map<NodeId, Judged.Proven> newest = new LinkedHashMap<>();
    for (List<Judged> unit : held.values()) {
      for (Judged each : unit) {
        if (each instanceof Judged.Proven proven && !proven.record().id().equals(own)) {
          newest.merge(
              proven.record().id(),
              proven,
              (a, b) -> b.record().sequence() > a.record().sequence() ? b : a);
        }
      }
    }
    return newest;
  }

  private Told tell(Judged.Proven proven, @Nullable Told before, Instant now) {
    if (before != null
        && before.at != null
        && now.isBefore(before.at.plus(period))
        && Arrays.equals(before.signed, proven.signed())) {
      return before;
    }
    // An expired one is reported too: the node says that it is refused, and where it stands.
    Duration left = Duration.between(now, proven.record().expires());
    Duration usual = period.multipliedBy(PERIODS_VALID);
    Optional<NodeRecord> believed =
        sink.seen(
            new Sighting.Signed(proven.signed(), Optional.empty(), Optional.of(proven.place())),
            left.isNegative() || left.isZero() || left.compareTo(usual) > 0 ? usual : left);
    // Not believed although it was verified a moment ago: the node has had too much at once.
    boolean taken = believed.isPresent() || left.isNegative();
    return new Told(proven.signed(), taken ? now : null);
  }

  private void tellOthers(Instant now) {
    Map<Object, Instant> reported = new HashMap<>();
    // A list of all machines names this one too.
    List<URI> here = self.record().addresses();
    for (List<Judged> unit : held.values()) {
      for (Judged each : unit) {
        if (each instanceof Judged.Bare bare && !bare.expected().equals(Optional.of(own))) {
          for (URI address : bare.addresses()) {
            if (here.contains(address)) {
              continue;
            }
            Sighting.Address sighting =
                new Sighting.Address(
                    address, bare.expected(), Optional.empty(), Optional.of(bare.place()));
            tell(List.of(address, bare.expected()), sighting, now, reported);
          }
        } else if (each instanceof Judged.Refused refused && refused.signed().isPresent()) {
          Sighting.Signed sighting =
              new Sighting.Signed(
                  refused.signed().get(), Optional.empty(), Optional.of(refused.place()));
          tell(refused.place() + ' ' + refused.reason(), sighting, now, reported);
        } else if (each instanceof Judged.Proven proven && isOfATwin(proven.record())) {
          Sighting.Signed sighting =
              new Sighting.Signed(proven.signed(), Optional.empty(), Optional.of(proven.place()));
          tell(proven.place(), sighting, now, reported);
        }
      }
    }
    others = reported;
  }

  /**
   * Whether another process has signed it with this node's key: the node says so. Older ones are
   * this node's own, of before.
   */
  private boolean isOfATwin(NodeRecord record) {
    return record.id().equals(own) && record.sequence() > self.record().sequence();
  }

  private void tell(Object key, Sighting sighting, Instant now, Map<Object, Instant> reported) {
    Instant before = others.get(key);
    boolean due = before == null || !now.isBefore(before.plus(period));
    if (reported.putIfAbsent(key, due ? now : before) == null && due) {
      sink.seen(sighting, period.multipliedBy(PERIODS_VALID));
    }
  }

  /**
   * @param at empty if the node has not taken it
   */
  @SuppressWarnings("ArrayRecordComponent")
  private record Told(byte[] signed, @Nullable Instant at) {}
}
