package io.weft.testkit;

import io.weft.discovery.Availability;
import io.weft.discovery.Sighting;
import io.weft.discovery.SightingSink;
import io.weft.node.NodeId;
import io.weft.node.NodeRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Remembers what a provider has reported. Safe on every thread. */
public final class RecordingSink implements SightingSink {

  private final Function<byte[], Optional<NodeRecord>> verification;
  private final Map<NodeId, NodeRecord> present = new ConcurrentHashMap<>();
  private final Map<NodeId, Availability> availabilities = new ConcurrentHashMap<>();
  private final List<Sighting> sightings = new CopyOnWriteArrayList<>();
  private final List<Duration> validities = new CopyOnWriteArrayList<>();
  private final List<NodeId> gone = new CopyOnWriteArrayList<>();
  private final AtomicInteger rejected = new AtomicInteger();
  private final AtomicInteger reports = new AtomicInteger();
  private final Map<String, String> troubles = new ConcurrentHashMap<>();
  private volatile Optional<Instant> nextLook = Optional.empty();

  /**
   * @param verification the record in signed bytes; empty if it is not genuine or not admitted
   */
  public RecordingSink(Function<byte[], Optional<NodeRecord>> verification) {
    this.verification = verification;
  }

  @Override
  public Optional<NodeRecord> seen(Sighting sighting, Duration validFor) {
    reports.incrementAndGet();
    sightings.add(sighting);
    validities.add(validFor);
    if (!(sighting instanceof Sighting.Signed signed)) {
      return Optional.empty();
    }
    Optional<NodeRecord> record = verification.apply(signed.bytes());
    record.ifPresentOrElse(r -> present.put(r.id(), r), rejected::incrementAndGet);
    return record;
  }

  @Override
  public void available(NodeId node, Availability availability) {
    reports.incrementAndGet();
    availabilities.put(node, availability);
  }

  @Override
  public void gone(NodeId node) {
    reports.incrementAndGet();
    present.remove(node);
    gone.add(node);
  }

  @Override
  public void failed(String place, String reason) {
    reports.incrementAndGet();
    troubles.put(place, reason);
  }

  @Override
  public void recovered(String place) {
    reports.incrementAndGet();
    troubles.remove(place);
  }

  @Override
  public void nextLook(Instant at) {
    nextLook = Optional.of(at);
  }

  /** What fails at the moment, by place. */
  public Map<String, String> troubles() {
    return Map.copyOf(troubles);
  }

  /** When the provider said that it looks again. */
  public Optional<Instant> nextLook() {
    return nextLook;
  }

  /** The newest admitted record of a node that has not gone since. */
  public Optional<NodeRecord> record(NodeId node) {
    return Optional.ofNullable(present.get(node));
  }

  /** Whether a node was seen and admitted, and has not gone since. */
  public boolean sees(FixedSelf node) {
    return present.containsKey(node.id());
  }

  /** Whether a node's present record, as it is now, was seen. */
  public boolean seesNewestOf(FixedSelf node) {
    return record(node.id()).filter(r -> r.sequence() == node.record().sequence()).isPresent();
  }

  /** Whether a node has said goodbye, and was not seen since. */
  public boolean goneIs(FixedSelf node) {
    return gone.contains(node.id()) && !sees(node);
  }

  /** What a node has told to have to spare. */
  public Optional<Availability> availability(FixedSelf node) {
    return Optional.ofNullable(availabilities.get(node.id()));
  }

  /** All sightings so far, in order, admitted or not. */
  public List<Sighting> sightings() {
    return List.copyOf(sightings);
  }

  /** How long each of them was said to be valid. */
  public List<Duration> validities() {
    return List.copyOf(validities);
  }

  /** How many signed sightings were not admitted. */
  public int rejected() {
    return rejected.get();
  }

  /** How many calls there were. */
  public int reports() {
    return reports.get();
  }
}
