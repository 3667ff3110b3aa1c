package io.weft.node.peers;

import io.weft.node.NodeId;
import io.weft.node.session.LinkPath;
import io.weft.node.session.SessionLink;
import io.weft.node.transports.Candidate;
import io.weft.node.transports.Candidates;
import io.weft.transport.Lane;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lanes beside the control link of a way: one for calls, and one for what is large, which goes
 * to the port that the peer has for that, if it has one and is reached there. One lane of a way is
 * made at a time, for many reasons to look come at once. Blocks while it dials.
 */
final class Lanes {
  private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);

  private final Connector connector;
  private final Candidates candidates;
  private final Set<Making> underWay = ConcurrentHashMap.newKeySet();

  /** A lane that is being made. */
  private record Making(NodeId peer, Lane lane, LinkPath path) {}

  Lanes(Connector connector, Candidates candidates) {
    this.connector = connector;
    this.candidates = candidates;
  }

  /** On the way that is in use, if this node dialled it. */
  void addCalls(Peer peer) {
    SessionLink beside = peer.session().inUse().orElse(null);
    if (beside != null && isMissing(peer, beside, Lane.CALLS)) {
      again(peer, beside)
          .ifPresent(
              way ->
                  make(
                      peer,
                      beside,
                      Lane.CALLS,
                      () -> connector.dial(peer, List.of(way), Lane.CALLS)));
    }
  }

  /** On all ways that share what is large: those that this node dialled, and the one in use. */
  void addBulk(Peer peer) {
    for (SessionLink beside : peer.session().sharing()) {
      if (isMissing(peer, beside, Lane.BULK)) {
        again(peer, beside)
            .or(() -> toInUse(peer, beside.path()))
            .ifPresent(way -> make(peer, beside, Lane.BULK, () -> dialBulk(peer, way)));
      }
    }
  }

  /** What this node dialled elsewhere goes to the port that the peer has for it by now. */
  void moveBulk(Peer peer) {
    for (SessionLink link : peer.session().links()) {
      if (link.usable() && link.lane() == Lane.BULK && link.dialled()) {
        candidates
            .again(link)
            .flatMap(way -> ownPort(peer, way))
            .filter(own -> !connector.triedOfLate(peer, own))
            .ifPresent(own -> make(peer, link, Lane.BULK, () -> move(peer, link, own)));
      }
    }
  }

  private void move(Peer peer, SessionLink from, Candidate to) {
    if (connector.dial(peer, List.of(to), Lane.BULK)) {
      from.letGo();
    }
  }

  private void make(Peer peer, SessionLink beside, Lane lane, Runnable dial) {
    Making making = new Making(peer.id(), lane, beside.path());
    if (underWay.add(making)) {
      try {
        dial.run();
      } finally {
        underWay.remove(making);
      }
    }
  }

  private void dialBulk(Peer peer, Candidate way) {
    Optional<Candidate> own = ownPort(peer, way).filter(to -> !connector.failedOfLate(peer, to));
    if (own.isPresent()) {
      if (connector.dial(peer, List.of(own.get()), Lane.BULK)) {
        return;
      }
      LOG.info(
          "{} ({}) listens for what is large at {}, but is not reached there: that goes to {}",
          peer.name(),
          peer.id().shortText(),
          own.get(),
          way.address());
    }
    connector.dial(peer, List.of(way), Lane.BULK);
  }

  /** The same way to the port that the peer has for what is large, if that is another one. */
  private static Optional<Candidate> ownPort(Peer peer, Candidate way) {
    return peer.record()
        .flatMap(record -> Candidates.to(record.bulkAddresses(), way))
        .filter(own -> own.address().getPort() != way.address().getPort());
  }

  /** The way of the control link once more, if this node dialled that. */
  private Optional<Candidate> again(Peer peer, SessionLink beside) {
    SessionLink control =
        peer.session().links().stream()
            .filter(link -> link.usable() && link.path().equals(beside.path()))
            .filter(link -> link.lane() == Lane.CONTROL)
            .findFirst()
            .orElse(beside);
    return control.dialled() ? candidates.again(control) : Optional.empty();
  }

  private Optional<Candidate> toInUse(Peer peer, LinkPath path) {
    return peer.session().inUse().map(SessionLink::path).filter(path::equals).isPresent()
        ? connector.ways(peer).stream().filter(each -> each.path().equals(path)).findFirst()
        : Optional.empty();
  }

  private static boolean isMissing(Peer peer, SessionLink beside, Lane lane) {
    LinkPath path = beside.path();
    return peer.session().links().stream()
        .noneMatch(link -> link.usable() && link.lane() == lane && link.path().equals(path));
  }
}
