package io.weft.node.mesh;

import com.google.protobuf.ByteString;
import io.weft.exchange.Service;
import io.weft.exchange.ServiceDescription;
import io.weft.node.NodeId;
import io.weft.node.directory.ServiceDirectory;
import io.weft.node.events.EventBus;
import io.weft.node.events.Interest;
import io.weft.node.events.NodeInterests;
import io.weft.node.events.TopicPattern;
import io.weft.node.peers.Company;
import io.weft.node.session.Session;
import io.weft.transport.Frame;
import io.weft.v1.Advertisement;
import io.weft.v1.Discovery;
import io.weft.v1.NodeMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  /** Patterns of this node that are told. */
  private static final int MAX_TOLD = 10_000;

  /** And characters of them: what is told must stay below what others parse. */
  private static final long MAX_TOLD_BYTES = 256 * 1024;

  /** Patterns of others that could not be read. */
  private static final AtomicLong ODD = new AtomicLong();

  private static final TopicPattern EVERYTHING = TopicPattern.of("**");

  private record Told(long epoch, long revision) {}

  private final long epoch;
  private final ServiceDirectory directory;
  private final EventBus events;
  private final Supplier<List<Session>> sessions;
  private final Company company;
  private final AtomicLong revision = new AtomicLong();
  private final Map<Session, Told> told = new ConcurrentHashMap<>();

  /**
   * @param epoch of this process
   */
  Advertiser(
      long epoch,
      ServiceDirectory directory,
      EventBus events,
      Supplier<List<Session>> sessions,
      Company company) {
    this.epoch = epoch;
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
    subscriptions(all);
    all.setEpoch(epoch);
    return Frame.of(NodeMessage.newBuilder().setAdvertisement(all).build().toByteArray());
  }

  /** Patterns, unless they are too many to tell: then that somebody listens to everything. */
  private void subscriptions(Advertisement.Builder all) {
    List<Interest> interests = events.interests();
    long bytes = interests.stream().mapToLong(each -> each.pattern().toString().length()).sum();
    if (interests.size() > MAX_TOLD || bytes > MAX_TOLD_BYTES) {
      LOG.warn(
          "{} patterns of {} characters are subscribed to, more than is told to others ({} and {}):"
              + " all events come here, and groups and acknowledgements of these subscriptions are"
              + " known within this node only",
          interests.size(),
          bytes,
          MAX_TOLD,
          MAX_TOLD_BYTES);
      long newest = interests.stream().mapToLong(Interest::newest).max().orElse(0);
      interests = List.of(new Interest(EVERYTHING, "", false, newest));
    }
    for (Interest each : interests) {
      String pattern = each.pattern().toString();
      all.addInterests(
          Advertisement.Interest.newBuilder()
              .setPattern(pattern)
              .setGroup(each.group())
              .setAcknowledges(each.acknowledges())
              .setNewest(each.newest()));
      if (each.group().isEmpty()) {
        all.addSubscriptions(pattern);
      }
    }
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
    List<ServiceDescription> services = services(session, advertisement);
    directory.advertised(
        session, services, advertisement.getMindsVersions(), () -> company.info(session));
    events.interested(
        interests(session.peer(), session.epoch(), advertisement, services, session.toString()));
  }

  /** What a node offers and listens to that a peer relays to. */
  void advertisedBeyond(NodeId node, Session via, Advertisement advertisement) {
    List<ServiceDescription> services = services(via, advertisement);
    directory.advertisedBeyond(
        node, via, services, advertisement.getMindsVersions(), () -> company.infoBeyond(node));
    events.interested(
        interests(
            node,
            advertisement.getEpoch(),
            advertisement,
            services,
            "node " + node.shortText() + " by " + via));
  }

  /** It is not reached any more. */
  void forgetBeyond(NodeId node) {
    directory.forget(node);
    events.forget(node);
  }

  private static List<ServiceDescription> services(Session session, Advertisement advertisement) {
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
    return services;
  }

  private static NodeInterests interests(
      NodeId node,
      long epoch,
      Advertisement advertisement,
      List<ServiceDescription> services,
      String who) {
    List<Interest> interests = new ArrayList<>();
    boolean more = advertisement.getEpoch() != 0;
    if (more) {
      for (Advertisement.Interest each : advertisement.getInterestsList()) {
        pattern(each.getPattern(), who)
            .filter(read -> interests.size() < MAX_ENTRIES)
            .map(
                read ->
                    new Interest(read, each.getGroup(), each.getAcknowledges(), each.getNewest()))
            .ifPresent(interests::add);
      }
    } else {
      for (String each : advertisement.getSubscriptionsList()) {
        pattern(each, who)
            .filter(read -> interests.size() < MAX_ENTRIES)
            .map(read -> new Interest(read, "", false, 0))
            .ifPresent(interests::add);
      }
    }
    Map<String, List<TopicPattern>> listening = new HashMap<>();
    for (ServiceDescription each : services) {
      List<TopicPattern> patterns =
          each.subscriptions().stream().flatMap(text -> pattern(text, who).stream()).toList();
      if (!patterns.isEmpty()) {
        listening.put(each.path(), patterns);
      }
    }
    return new NodeInterests(node, epoch, interests, listening, more);
  }

  private static Optional<TopicPattern> pattern(String text, String who) {
    try {
      return Optional.of(TopicPattern.of(text));
    } catch (IllegalArgumentException e) {
      if (Long.bitCount(ODD.incrementAndGet()) == 1) { // a peer may tell many thousands
        LOG.info("{} listens to something odd: {} ({} so far)", who, e.getMessage(), ODD.get());
      }
      return Optional.empty();
    }
  }

  /** What a peer offers and listens to no longer counts. */
  void forget(Session session) {
    told.remove(session);
    directory.forget(session.peer());
    events.forget(session);
  }
}
