package io.weft.node.metrics;

import io.weft.node.Metric;
import io.weft.node.Metrics;
import io.weft.node.session.Session;
import io.weft.peer.PeerInfo;
import io.weft.peer.Peers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The node's figures: what was counted, and how its peers are now. */
public final class NodeMetrics implements Metrics {
  private static final double NANOS = 1e9;

  private final Counts counts;
  private final Supplier<Map<String, Long>> refusals;
  private final Peers peers;
  private final Supplier<List<Session>> sessions;

  /**
   * @param refusals by the limits, how often each reason
   */
  public NodeMetrics(
      Counts counts,
      Supplier<Map<String, Long>> refusals,
      Peers peers,
      Supplier<List<Session>> sessions) {
    this.counts = counts;
    this.refusals = refusals;
    this.peers = peers;
    this.sessions = sessions;
  }

  @Override
  public List<Metric> all() {
    List<Metric> all = new ArrayList<>(counts.all());
    refusals
        .get()
        .forEach(
            (reason, count) ->
                all.add(new Metric("weft.refusals", Map.of("reason", reason), count)));
    Map<String, Integer> states = new TreeMap<>();
    for (PeerInfo.State state : PeerInfo.State.values()) {
      states.put(lower(state), 0);
    }
    for (PeerInfo peer : peers.all()) {
      states.merge(lower(peer.state()), 1, Integer::sum);
      peer.roundTrip()
          .ifPresent(
              time ->
                  all.add(
                      new Metric(
                          "weft.round.trip",
                          Map.of("peer", peer.id().shortText()),
                          time.toNanos() / NANOS)));
    }
    states.forEach(
        (state, count) -> all.add(new Metric("weft.peers", Map.of("state", state), count)));
    long sent = 0;
    long received = 0;
    long missed = 0;
    for (Session session : sessions.get()) {
      sent += session.sentBytes();
      received += session.receivedBytes();
      missed += session.heartbeatsMissed();
    }
    all.add(new Metric("weft.bytes", Map.of("direction", "sent"), sent));
    all.add(new Metric("weft.bytes", Map.of("direction", "received"), received));
    all.add(new Metric("weft.heartbeats.missed", Map.of(), missed));
    all.sort(
        Comparator.comparing(Metric::name)
            .thenComparing(metric -> new TreeMap<>(metric.tags()) + ""));
    return all;
  }

  private static String lower(PeerInfo.State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
