package io.weft.node.peers;

import io.weft.discovery.Availability;
import io.weft.discovery.RecordException;
import io.weft.discovery.Sighting;
import io.weft.discovery.SightingSink;
import io.weft.node.NodeId;
import io.weft.node.NodeRecord;
import io.weft.node.directory.SignedRecords;
import io.weft.node.directory.SourceReport;
import io.weft.node.directory.VerifiedRecords;
import io.weft.node.metrics.Counts;
import io.weft.node.session.Session;
import io.weft.peer.PeerEvent;
import io.weft.peer.PeerInfo.State;
import io.weft.trust.Identity;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where sightings arrive: verifies records, merges the sources by node id, keeps the leases, and
 * hands peers to the connector. Safe on every thread.
 */
public final class Arrivals {
  private static final Logger LOG = LoggerFactory.getLogger(Arrivals.class);

  /** Sightings are not believed for longer than this without being heard again. */
  private static final Duration LONGEST_LEASE = Duration.ofMinutes(10);

  /** The same for bare addresses, which prove nothing. */
  private static final Duration LONGEST_HEARSAY = Duration.ofMinutes(2);

  /** Nodes that are known by bare addresses alone: whoever invents some must not fill the table. */
  private static final int MAX_UNPROVEN = 256;

  private final Set<NodeId> unproven = ConcurrentHashMap.newKeySet();
  private final Identity identity;
  private final VerifiedRecords records;
  private final Function<String, BooleanSupplier> limits;
  private final PeerTable table;
  private final Connector connector;
  private final Ways ways;
  private final Keys keys;
  private final Twins twins;
  private final Consumer<Session> ended;
  private final Counts counts;
  private final Clock clock;

  /**
   * @param limits says of a source whether one more of its sightings may cost something
   * @param ended told of the session of a peer that is forgotten
   */
  Arrivals(
      Identity identity,
      SignedRecords records,
      Function<String, BooleanSupplier> limits,
      PeerTable table,
      Connector connector,
      Ways ways,
      Keys keys,
      Twins twins,
      Consumer<Session> ended,
      Counts counts,
      Clock clock) {
    this.identity = identity;
    this.records = new VerifiedRecords(records, identity, clock);
    this.limits = limits;
    this.table = table;
    this.connector = connector;
    this.ways = ways;
    this.keys = keys;
    this.twins = twins;
    this.ended = ended;
    this.counts = counts;
    this.clock = clock;
  }

  /** The sink of one source, until it is closed. */
  OpenSink of(String source, SourceReport report) {
    return new OpenSink(source, report, limits.apply(source));
  }

  /** Takes in what one source reports. */
  final class OpenSink implements SightingSink {
    private final String source;
    private final SourceReport report;
    private final BooleanSupplier affordable;
    private volatile boolean closed;

    OpenSink(String source, SourceReport report, BooleanSupplier affordable) {
      this.source = source;
      this.report = report;
      this.affordable = affordable;
    }

    /** The source is switched off: what it still says does not count. */
    void close() {
      closed = true;
    }

    @Override
    public Optional<NodeRecord> seen(Sighting sighting, Duration validFor) {
      if (closed) {
        return Optional.empty();
      }
      report.sighted();
      return Arrivals.this.seen(source, report, affordable, sighting, validFor);
    }

    @Override
    public void available(NodeId node, Availability availability) {
      if (!closed) {
        table.get(node).ifPresent(peer -> peer.available(availability));
      }
    }

    @Override
    public void gone(NodeId node) {
      if (!closed) {
        table.get(node).ifPresent(peer -> goneFrom(source, peer));
      }
    }

    @Override
    public void failed(String place, String reason) {
      if (!closed) {
        report.failed(place, reason);
      }
    }

    @Override
    public void recovered(String place) {
      if (!closed) {
        report.recovered(place);
      }
    }

    @Override
    public void nextLook(Instant at) {
      if (!closed) {
        report.nextLook(at);
      }
    }
  }

  /** Verifies a record; reporting the same one afterwards costs little. */
  NodeRecord verify(byte[] signed) throws RecordException {
    NodeRecord known = records.known(signed);
    return known == null ? records.verify(signed) : known;
  }

  /** How many nodes a source vouches for at the moment. */
  int vouchedBy(String source) {
    Instant now = clock.instant();
    return (int)
        table.peers().stream().filter(peer -> peer.sources().vouchedBy(source, now)).count();
  }

  private Optional<NodeRecord> seen(
      String source,
      SourceReport report,
      BooleanSupplier affordable,
      Sighting sighting,
      Duration validFor) {
    if (sighting instanceof Sighting.Address address) {
      if (!address.expected().map(identity.id()::equals).orElse(false)
          && affordable.getAsBoolean()) {
        report.believed();
        address
            .expected()
            .ifPresentOrElse(
                id -> heardOf(source, id, address.address(), validFor),
                () -> connector.tryAddress(address.address()));
      }
      return Optional.empty();
    }
    Sighting.Signed signed = (Sighting.Signed) sighting;
    NodeRecord record = records.known(signed.bytes());
    if (record == null && !affordable.getAsBoolean()) {
      return Optional.empty(); // before its signature is looked at, which is what costs
    }
    try {
      record = record == null ? records.verify(signed.bytes()) : record;
    } catch (RecordException e) {
      refuse(report, signed, e);
      return Optional.empty();
    }
    report.believed();
    if (record.id().equals(identity.id())) {
      twins.seen(record, source);
    } else {
      learn(source, record, signed.bytes(), validFor);
    }
    return Optional.of(record);
  }

  private void refuse(SourceReport report, Sighting.Signed sighting, RecordException e) {
    counts.add(
        "weft.refusals",
        "reason",
        "record-" + e.reason().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    report.refused(sighting.place(), e);
  }

  /** Somebody says that this node is there; nothing is proven, so only some of these are kept. */
  private void heardOf(String source, NodeId id, URI address, Duration validFor) {
    if (table.get(id).isEmpty() && unproven.size() >= MAX_UNPROVEN) {
      counts.add("weft.refusals", "reason", "unproven-addresses");
      return;
    }
    table
        .meet(id)
        .ifPresent(
            peer -> {
              if (peer.record().isEmpty()) {
                unproven.add(id);
              }
              peer.portrait().add(address);
              vouch(source, peer, validFor, LONGEST_HEARSAY, " at " + address);
              connector.found(peer);
            });
  }

  private void vouch(String source, Peer peer, Duration validFor, Duration longest, String where) {
    Instant now = clock.instant();
    Duration lease = validFor.compareTo(longest) > 0 ? longest : validFor;
    if (peer.seen(source, now, now.plus(lease))) {
      table.note(peer, PeerEvent.Kind.SEEN, "by " + source + where);
      LOG.info("found {} ({}) by {}{}", peer.name(), peer.id().shortText(), source, where);
    }
  }

  private void learn(String source, NodeRecord record, byte[] signed, Duration validFor) {
    if (table.isEcho(record)) {
      return;
    }
    Optional<Peer> met = table.meet(record.id());
    if (met.isEmpty()) {
      LOG.warn("{} is not taken in: {} nodes are known", record.id(), PeerTable.MAX_PEERS);
      return;
    }
    Peer peer = met.get();
    if (!peer.portrait().isNewerThan(record) && keys.refusal(peer, record).isPresent()) {
      return;
    }
    Instant now = clock.instant();
    boolean newer = peer.learn(record, signed, now);
    if (peer.state() == State.GONE) {
      if (!newer) {
        return; // an echo of a node that has said goodbye
      }
      peer.become(State.KNOWN, now);
    }
    vouch(source, peer, validFor, LONGEST_LEASE, "");
    connector.found(peer);
    if (newer) {
      ways.recordChanged(peer);
    }
  }

  /** A record that came over a link of its own node. */
  public void told(NodeRecord record, byte[] signed) {
    table
        .get(record.id())
        .ifPresent(
            peer -> {
              if (keys.refusal(peer, record).isEmpty()
                  && peer.learn(record, signed, clock.instant())) {
                table.note(peer, PeerEvent.Kind.CHANGED, "it said so");
                ways.recordChanged(peer);
              }
            });
  }

  private void goneFrom(String source, Peer peer) {
    peer.sources().unseen(source);
    table.changed(peer);
    // While a swap is waited for, a provider that is swapped too says nothing about the node.
    if (forsaken(peer, clock.instant())) {
      leave(peer, "said by " + source);
    }
  }

  /** Neither linked, nor vouched for, nor waited for; until it is lost, a swap may be under way. */
  private static boolean forsaken(Peer peer, Instant now) {
    return !peer.session().connected()
        && !peer.leased(now)
        && !peer.suspended()
        && peer.state() != State.CONNECTED
        && peer.state() != State.BANNED;
  }

  /** It was met a moment ago on another thread, which has not said yet for how long. */
  private static boolean justMet(Peer peer, Instant now) {
    return peer.state() == State.KNOWN && peer.lastSeen().isAfter(now.minusSeconds(1));
  }

  /** Looks at the leases: who is neither linked nor vouched for is forgotten. */
  public void expire() {
    Instant now = clock.instant();
    unproven.removeIf(id -> table.get(id).map(peer -> peer.record().isPresent()).orElse(true));
    for (Peer peer : table.peers()) {
      if (forsaken(peer, now) && !peer.mayReturn(now) && !justMet(peer, now)) {
        leave(peer, "nobody has seen it for a while");
      }
    }
  }

  /** Whoever was admitted before is looked at again. */
  void distrust() {
    records.forget();
  }

  /** It is not known any more, until it is found again. */
  void leave(Peer peer, String why) {
    if (peer.become(State.GONE, clock.instant())) {
      table.note(peer, PeerEvent.Kind.GONE, why);
      LOG.info("{} ({}) is gone: {}", peer.name(), peer.id().shortText(), why);
    }
    ended.accept(peer.session());
    table.forget(peer);
    connector.forget(peer);
  }
}
