package io.weft.testkit;

import io.weft.discovery.Availability;
import io.weft.discovery.Records.Known;
import io.weft.discovery.Sighting;
import io.weft.discovery.SightingSink;
import io.weft.node.NodeId;
import io.weft.node.NodeRecord;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Passes everything on, and keeps the records that were believed, as the node would: for plug-ins
 * that spread what they have heard. As safe on threads as the sink and the map behind it.
 */
public final class KeepingSink implements SightingSink {
  private final SightingSink sink;
  private final String source;
  private final Clock clock;
  private final Map<NodeId, Known> kept;

  /**
   * @param source who vouches for what is kept
   * @param kept where; others may use it too
   */
  public KeepingSink(SightingSink sink, String source, Clock clock, Map<NodeId, Known> kept) {
    this.sink = sink;
    this.source = source;
    this.clock = clock;
    this.kept = kept;
  }

  @Override
  public Optional<NodeRecord> seen(Sighting sighting, Duration validFor) {
    Optional<NodeRecord> seen = sink.seen(sighting, validFor);
    if (seen.isPresent() && sighting instanceof Sighting.Signed signed) {
      NodeRecord record = seen.get();
      kept.put(
          record.id(), new Known(record, signed.bytes(), false, Set.of(source), clock.instant()));
    }
    return seen;
  }

  @Override
  public void available(NodeId node, Availability availability) {
    sink.available(node, availability);
  }

  @Override
  public void gone(NodeId node) {
    kept.remove(node);
    sink.gone(node);
  }

  @Override
  public void failed(String place, String reason) {
    sink.failed(place, reason);
  }

  @Override
  public void recovered(String place) {
    sink.recovered(place);
  }

  @Override
  public void nextLook(Instant at) {
    sink.nextLook(at);
  }
}
