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
import java.util.function.BiPredicate;

/** A notice board on which the nodes of one test find each other's records. */
final class Board {
  private static final Duration LEASE = Duration.ofMinutes(10);

  private final Map<Provider, byte[]> notices = new ConcurrentHashMap<>();
  private final BiPredicate<NodeId, NodeId> shows;
  private volatile boolean frozen;

  /** Shows everything to everybody. */
  Board() {
    this((reader, author) -> true);
  }

  /**
   * @param shows whether the first one is shown what the second one says of itself
   */
  Board(BiPredicate<NodeId, NodeId> shows) {
    this.shows = shows;
  }

  /** From now on nothing is taken down: who closes goes as if killed. */
  void freeze() {
    frozen = true;
  }

  /** A provider that reads and writes this board. */
  DiscoveryProvider provider() {
    return new Provider();
  }

  /** Shows these bytes to everybody, as if somebody had announced them. */
  void show(byte[] record) {
    notices.keySet().forEach(each -> each.report(record));
  }

  /** Shows to everybody what is there now, as if it had just come. */
  void showAgain() {
    notices.forEach(
        (author, record) ->
            notices.keySet().stream()
                .filter(reader -> reader != author)
                .forEach(reader -> tell(author, reader, record)));
  }

  /** Tells everybody that this node has gone, as a provider that is updated does. */
  void sayGone(NodeId node) {
    notices.keySet().forEach(each -> each.sink.gone(node));
  }

  private void tell(Provider author, Provider reader, byte[] record) {
    if (shows.test(reader.self.record().id(), author.self.record().id())) {
      reader.report(record);
    }
  }

  private final class Provider implements DiscoveryProvider {
    private Self self;
    private SightingSink sink;

    @Override
    public void start(Self own, SightingSink to) {
      self = own;
      sink = to;
      notices.forEach((other, record) -> tell(other, this, record));
      refresh();
    }

    @Override
    public void refresh() {
      byte[] record = self.signedRecord();
      notices.put(this, record);
      notices.keySet().stream()
          .filter(each -> each != this)
          .forEach(each -> tell(this, each, record));
    }

    void report(byte[] record) {
      sink.seen(new Sighting.Signed(record, Optional.empty()), LEASE);
    }

    @Override
    public void close() {
      notices.remove(this);
      if (frozen) {
        return;
      }
      NodeId id = self.record().id();
      notices.keySet().forEach(each -> each.sink.gone(id));
    }
  }
}
