package io.weft.node.mesh;

import com.google.protobuf.ByteString;
import io.weft.discovery.RecordException;
import io.weft.discovery.RecordException.Reason;
import io.weft.node.NodeId;
import io.weft.node.NodeRecord;
import io.weft.node.directory.SignedRecords;
import io.weft.node.limits.Limits;
import io.weft.node.packing.Compressions;
import io.weft.node.payload.Codecs;
import io.weft.node.peers.Neighbourhood;
import io.weft.node.peers.Twins;
import io.weft.node.relay.Relay;
import io.weft.node.router.Dispatcher;
import io.weft.node.session.Conversations;
import io.weft.node.session.HelloException;
import io.weft.node.session.Session;
import io.weft.node.session.SessionHost;
import io.weft.node.session.SessionLink;
import io.weft.node.standing.Deed;
import io.weft.node.transports.Transports;
import io.weft.node.wire.MessageReader;
import io.weft.node.wire.RawNodeId;
import io.weft.transport.Lane;
import io.weft.transport.Link;
import io.weft.trust.Identity;
import io.weft.v1.Discovery;
import io.weft.v1.Goaway;
import io.weft.v1.Hello;
import io.weft.v1.NodeMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connects sessions with the rooms of the node: who may come in, and who gets what arrives. */
final class Host implements SessionHost {
  private static final Logger LOG = LoggerFactory.getLogger(Host.class);

  /** Version of the wire protocol: nodes of different major versions do not talk. */
  static final int MAJOR = 1;

  static final int MINOR = Relay.SINCE_MINOR;

  /** From this minor version on a node does not run a request twice that is sent again. */
  private static final int REMEMBERS_SINCE = 1;

  /** How long peers have to change how they pack; below the lock time-out of SCR, 5 s. */
  private static final Duration PACKING_SETTLES = Duration.ofSeconds(2);

  private final Identity identity;
  private final SignedRecords records;
  private final Codecs codecs;
  private final Compressions compressions;
  private final Limits limits;
  private final Executor background;
  private final long epoch;
  private final IntSupplier maxFrameBytes;
  private volatile boolean stopping;
  private Rooms rooms;

  /** The rooms that are built after the host, because they need it. */
  record Rooms(
      SelfRecord self,
      Transports transports,
      Neighbourhood peers,
      RevocationSpread revoked,
      Circulation circulation,
      Dispatcher dispatcher,
      Deadlines deadlines) {}

  @SuppressWarnings("NullAway.Init") // set by open() before the first link
  Host(
      Identity identity,
      SignedRecords records,
      Codecs codecs,
      Compressions compressions,
      Limits limits,
      Executor background,
      long epoch,
      IntSupplier maxFrameBytes) {
    this.identity = identity;
    this.records = records;
    this.codecs = codecs;
    this.compressions = compressions;
    this.limits = limits;
    this.background = background;
    this.epoch = epoch;
    this.maxFrameBytes = maxFrameBytes;
  }

  void open(Rooms built) {
    rooms = built;
    compressions.whenChanged(this::tellPacking);
  }

  /** Waits until all peers pack only what can be undone here; those that hang do not count. */
  private void tellPacking() {
    CompletableFuture<?>[] told =
        rooms.peers.sessions().stream()
            .map(Session::packingChanged)
            .toArray(CompletableFuture[]::new);
    try {
      CompletableFuture.allOf(told).get(PACKING_SETTLES.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.info(
          "not all peers have said how they pack from now on; links that do not keep to it end");
    }
  }

  @Override
  public Hello hello(SessionLink link, Lane lane) {
    boolean wanted = link.link().peer().map(rooms.peers.company::wants).orElse(false);
    return Hello.newBuilder()
        .setWanted(wanted)
        .setMajor(MAJOR)
        .setMinor(MINOR)
        .setSignedRecord(ByteString.copyFrom(rooms.self.signedRecord()))
        .setEpoch(epoch)
        .setLane(wire(lane))
        .setMaxFrameBytes(maxFrameBytes.getAsInt())
        .addAllContentTypes(codecs.contentTypes())
        .addAllUnpacks(compressions.unpacks())
        .build();
  }

  private static Hello.Lane wire(Lane lane) {
    return switch (lane) {
      case CONTROL -> Hello.Lane.CONTROL;
      case CALLS -> Hello.Lane.CALLS;
      case BULK -> Hello.Lane.BULK;
    };
  }

  @Override
  public Session greeted(SessionLink link, Hello hello) throws HelloException {
    if (hello.getMajor() != MAJOR) {
      throw new HelloException(
          "one node speaks version "
              + hello.getMajor()
              + " of the protocol, the other one version "
              + MAJOR
              + ": update the older one");
    }
    // A link that we dialled may carry frames of the peer already: it joins, and finishes then.
    if (!link.dialled() && !rooms.transports.has(link.transport())) {
      throw new HelloException("the transport is being removed");
    }
    NodeRecord record;
    byte[] signed = hello.getSignedRecord().toByteArray();
    try {
      record = records.verify(signed, identity);
    } catch (RecordException e) {
      throw new HelloException(String.valueOf(e.getMessage()));
    }
    Optional<NodeId> proven = link.link().peer();
    if (proven.isPresent() && !proven.get().equals(record.id())) {
      throw new HelloException(
          "the hello is of " + record.id() + ", but the link is with " + proven.get());
    }
    if (record.id().equals(identity.id())) {
      if (hello.getEpoch() == epoch) {
        throw new HelloException("this is the same node");
      }
      rooms.peers.twins.met("at " + link.link().remote());
      throw new HelloException(Twins.WHAT_TO_DO);
    }
    Session session = rooms.peers.company.greeted(record, signed, hello.getWanted());
    int theirs = hello.getMaxFrameBytes();
    int ours = maxFrameBytes.getAsInt();
    int common = theirs > 0 ? Math.min(theirs, ours) : ours;
    if (!session.greeted(hello.getEpoch(), common, hello.getMinor() >= REMEMBERS_SINCE)) {
      LOG.warn("{} is refused at {}: {}", session, link.link().remote(), Twins.WHAT_TO_DO);
      throw new HelloException(Twins.WHAT_TO_DO);
    }
    session.speaks(hello.getMinor());
    rooms.circulation.relay.greeted(session.peer(), hello.getMinor());
    return session;
  }

  /** From now on who is linked is told at once that this node stops. */
  void stop() {
    stopping = true;
  }

  @Override
  public void linked(Session session, SessionLink link) {
    if (stopping) { // else the peer would wait for the links that it takes to be swapped
      link.sayGoaway(Goaway.Kind.LEAVING, "");
    }
    if (stopping || session.leaving() || !rooms.transports.has(link.transport())) {
      link.letGo(); // one of the two stops, or its transport was removed meanwhile
      return;
    }
    rooms.circulation.relay.linked(session);
    rooms.circulation.advertiser.tell(session);
    rooms.peers.company.linked(session, link);
    if (link.lane() == Lane.CONTROL) {
      rooms.revoked.tell(session);
    }
  }

  @Override
  public void unlinked(
      Session session, SessionLink link, boolean clean, Optional<IOException> cause) {
    boolean ours = !rooms.transports.has(link.transport());
    rooms.peers.company.unlinked(session, link, clean || ours, cause);
    if (!clean && session.connected()) {
      rooms.circulation.advertiser.tell(session); // what was told on that link may be lost
      rooms.circulation.relay.tellAgain(session);
    }
  }

  @Override
  public void proven(Session session, SessionLink link) {
    rooms.peers.ways.changed(session);
  }

  @Override
  public void moved(Session session, SessionLink to) {
    rooms.peers.company.moved(session, to);
  }

  @Override
  public void bulkWanted(Session session) {
    rooms.peers.ways.bulkWanted(session);
  }

  @Override
  public void rejected(SessionLink link, Optional<IOException> cause) {
    rooms.peers.company.rejected(link, cause);
  }

  @Override
  public void leaving(Session session) {
    rooms.peers.company.leaving(session);
  }

  @Override
  public void parting(Session session, String why) {
    rooms.peers.company.parting(session, why);
  }

  @Override
  public void frames(Session session, Link link, int count) {
    limits.of(session.peer()).frames(link, count);
  }

  @Override
  public void request(Session session, SessionLink from, MessageReader reader, ByteBuffer view) {
    if (!reader.isRelayed() || !rooms.circulation.requests.forwards(session, from, reader, view)) {
      rooms.dispatcher.request(session, from, reader, view);
    }
  }

  @Override
  public Conversations conversations(Session session) {
    return rooms.dispatcher.conversations(session);
  }

  @Override
  public void event(Session session, MessageReader reader, ByteBuffer view) {
    rooms.circulation.events.arrived(session, reader);
  }

  @Override
  public void advertised(Session session, NodeMessage message) {
    if (!message.getSource().isEmpty()) {
      rooms.circulation.relay.relayed(session, message);
      return;
    }
    rooms.circulation.advertiser.advertised(session, message.getAdvertisement());
    rooms.circulation.relay.advertised(session, message.getAdvertisement());
  }

  @Override
  public void other(Session session, NodeMessage message) {
    if (rooms.circulation.relay.forwards(session, message)) {
      return;
    }
    switch (message.getPayloadCase()) {
      case ACKNOWLEDGEMENT -> acknowledged(session, message);
      case DISTANCES -> rooms.circulation.relay.distances(session, message.getDistances());
      case WISH -> rooms.circulation.relay.wish(session, message.getWish());
      default -> LOG.debug("{}: {} is ignored", session, message.getPayloadCase());
    }
  }

  private void acknowledged(Session session, NodeMessage message) {
    boolean relayed = message.getSource().size() == RawNodeId.LENGTH;
    rooms.circulation.events.acknowledged(
        relayed ? RawNodeId.parse(message.getSource().toByteArray()) : session.peer(),
        message.getAcknowledgement());
  }

  @Override
  public void records(Session session, Discovery discovery) {
    if (!discovery.getRevocations().isEmpty()) {
      rooms.revoked.heard(session.peer(), discovery.getRevocations());
    }
    for (ByteString bytes : discovery.getSignedRecordsList()) {
      try {
        byte[] signed = bytes.toByteArray();
        NodeRecord record = records.verify(signed, identity);
        if (record.id().equals(session.peer())) {
          rooms.peers.arrivals.told(record, signed);
        }
      } catch (RecordException e) {
        LOG.info("{} passed a record on that is ignored: {}", session, e.getMessage());
        if (e.reason() == Reason.MALFORMED || e.reason() == Reason.BAD_SIGNATURE) {
          rooms.peers.judge.saw(session.peer(), Deed.BAD_RECORD, "");
        }
      }
    }
  }

  @Override
  public Compressions compressions() {
    return compressions;
  }

  @Override
  public Executor background() {
    return background;
  }

  @Override
  public void callPending() {
    rooms.deadlines.wake();
  }
}
