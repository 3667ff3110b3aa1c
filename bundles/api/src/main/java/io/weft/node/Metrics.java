package io.weft.node;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The figures of the node, for people and monitoring. Names and tags:
 *
 * <pre>
 *   weft.peers                state      peers by state, now
 *   weft.dials                outcome    linked, failed, refused
 *   weft.refusals             reason     banned, full, key, access, not-admitted, record-…, and each limit
 *   weft.reputation.changes   deed       what peers did
 *   weft.bytes                direction  sent, received
 *   weft.round.trip           peer       seconds, now
 *   weft.heartbeats.missed               heartbeats that were never answered
 *   weft.requests             side, service, action, how     with bundle metrics: how requests ended
 *   weft.request.seconds      side, service, action, stat    with bundle metrics: mean, p50, p99, max
 * </pre>
 *
 * and what bundles add ({@link MetricSource}).
 */
@ProviderType
@FunctionalInterface
public interface Metrics {

  /** All figures at the moment, by name and tags. Safe on every thread. */
  List<Metric> all();
}
