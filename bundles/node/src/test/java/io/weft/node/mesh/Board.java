package io.weft.node.mesh;

import io.weft.discovery.DiscoveryProvider;
import io.weft.discovery.Self;
import io.weft.discovery.Sighting;
import io.weft.discovery.SightingSink;
import io.weft.node.NodeId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A notice board on which the nodes of one test find each other's records. */
final class Board {
  private static final Duration LEASE = Duration.ofMinutes(1);

  private final Map<Provider, byte[]> notices = new ConcurrentHashMap<>();

  /** A provider that reads and writes this board. */
  DiscoveryProvider provider() {
    return new Provider();
  }

  /** Shows these bytes to everybody, as if somebody had announced them. */
  void show(byte[] record) {
    notices.keySet().forEach(each -> each.report(record));
  }

  /** Tells everybody that this node has gone, as a provider that is updated does. */
  void sayGone(NodeId node) {
    notices.keySet().forEach(each -> each.sink.gone(node));
  }

  private final class Provider implements DiscoveryProvider {
    private Self self;
    private SightingSink sink;

    @Override
    public void start(Self own, SightingSink to) {
      self = own;
      sink = to;
      notices.forEach((other, record) -> report(record));
      refresh();
    }

    @Override
    public void refresh() {
      byte[] record = self.signedRecord();
      notices.put(this, record);
      notices.keySet().stream().filter(each -> each != this).forEach(each -> each.report(record));
    }

    void report(byte[] record) {
      sink.seen(new Sighting.Signed(record, Optional.empty()), LEASE);
    }

    @Override
    public void close() {
      notices.remove(this);
      NodeId id = self.record().id();
      notices.keySet().forEach(each -> each.sink.gone(id));
    }
  }
}
