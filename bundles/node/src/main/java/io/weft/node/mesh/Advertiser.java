package io.weft.node.mesh;

import com.google.protobuf.ByteString;
import io.weft.exchange.Service;
import io.weft.exchange.ServiceDescription;
import io.weft.node.directory.ServiceDirectory;
import io.weft.node.events.EventBus;
import io.weft.node.peers.Company;
import io.weft.node.session.Session;
import io.weft.transport.Frame;
import io.weft.v1.Advertisement;
import io.weft.v1.Discovery;
import io.weft.v1.NodeMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps services and subscriptions in step: tells every peer all of ours whenever they change or a
 * link is new, and takes in what peers tell. The whole each time: it is small, and a peer that
 * missed one is right again with the next.
 */
final class Advertiser {
  private static final Logger LOG = LoggerFactory.getLogger(Advertiser.class);

  /** Services and subscriptions of one peer that are taken in. */
  private static final int MAX_ENTRIES = 10_000;

  private record Told(long epoch, long revision) {}

  private final ServiceDirectory directory;
  private final EventBus events;
  private final Supplier<List<Session>> sessions;
  private final Company company;
  private final AtomicLong revision = new AtomicLong();
  private final Map<Session, Told> told = new ConcurrentHashMap<>();

  Advertiser(
      ServiceDirectory directory,
      EventBus events,
      Supplier<List<Session>> sessions,
      Company company) {
    this.directory = directory;
    this.events = events;
    this.sessions = sessions;
    this.company = company;
  }

  /** Tells everybody. */
  void changed() {
    revision.incrementAndGet();
    tellAll(frame());
  }

  /** Tells everybody this node's record, as it was signed. */
  void recordChanged(byte[] signed) {
    tellAll(
        Frame.of(
            NodeMessage.newBuilder()
                .setDiscovery(Discovery.newBuilder().addSignedRecords(ByteString.copyFrom(signed)))
                .build()
                .toByteArray()));
  }

  private void tellAll(Frame frame) {
    for (Session session : sessions.get()) {
      if (session.connected()) {
        session.sendControl(frame);
      }
    }
  }

  /** Tells one peer. */
  void tell(Session session) {
    session.sendControl(frame());
  }

  private Frame frame() {
    Advertisement.Builder all = Advertisement.newBuilder().setRevision(revision.get());
    for (Service service : directory.local()) {
      ServiceDescription each = service.description();
      all.addServices(
          Advertisement.Service.newBuilder()
              .setPath(each.path())
              .setVersion(each.version())
              .setDescription(each.description())
              .addAllActions(each.actions())
              .addAllSubscriptions(each.subscriptions())
              .addAllIdempotent(each.idempotent())
              .setBalancer(each.balancer()));
    }
    all.setMindsVersions(true);
    all.addAllSubscriptions(events.patterns());
    return Frame.of(NodeMessage.newBuilder().setAdvertisement(all).build().toByteArray());
  }

  /** A peer tells all of its own; an older telling of the same process is left. */
  void advertised(Session session, Advertisement advertisement) {
    Told before = told.get(session);
    if (before != null
        && before.epoch == session.epoch()
        && before.revision > advertisement.getRevision()) {
      return;
    }
    told.put(session, new Told(session.epoch(), advertisement.getRevision()));
    List<ServiceDescription> services = new ArrayList<>();
    for (Advertisement.Service each : advertisement.getServicesList()) {
      if (services.size() >= MAX_ENTRIES) {
        LOG.warn("{} offers more than {} services; the rest is left", session, MAX_ENTRIES);
        break;
      }
      try {
        services.add(
            new ServiceDescription(
                each.getPath(),
                each.getVersion(),
                each.getDescription(),
                Set.copyOf(each.getActionsList()),
                each.getSubscriptionsList(),
                Set.copyOf(each.getIdempotentList()),
                each.getBalancer()));
      } catch (IllegalArgumentException e) {
        LOG.info("{} offers something odd: {}", session, e.getMessage());
      }
    }
    directory.advertised(
        session, services, advertisement.getMindsVersions(), () -> company.info(session));
    events.interested(
        session, advertisement.getSubscriptionsList().stream().limit(MAX_ENTRIES).toList());
  }

  /** What a peer offers and listens to no longer counts. */
  void forget(Session session) {
    told.remove(session);
    directory.forget(session.peer());
    events.interested(session, List.of());
  }
}
