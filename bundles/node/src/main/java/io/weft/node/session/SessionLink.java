package io.weft.node.session;

import io.weft.node.wire.MessageReader;
import io.weft.node.wire.WireException;
import io.weft.node.wire.WireMessages;
import io.weft.transport.Frame;
import io.weft.transport.Lane;
import io.weft.transport.Link;
import io.weft.transport.LinkProtocolException;
import io.weft.transport.Receiver;
import io.weft.transport.Transport;
import io.weft.v1.Goaway;
import io.weft.v1.Heartbeat;
import io.weft.v1.Hello;
import io.weft.v1.NodeMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One link as its session sees it: its hello, its gate, its goodbye, its counters. {@link #frame}
 * runs on the link's reader; everything else is safe on every thread.
 */
public final class SessionLink implements Receiver {
  private static final Logger LOG = LoggerFactory.getLogger(SessionLink.class);

  private final SessionHost host;
  private final Transport transport;
  private final Lane lane;
  private final boolean dialled;
  private final Instant since;
  private final long createdNanos;

  private final Gate gate = new Gate();
  private final MessageReader reader = new MessageReader();
  private final Traffic traffic = new Traffic();
  private final Pulse pulse;
  private final LinkPacking packing;
  private final Goodbye goodbye = new Goodbye();
  private final AtomicBoolean ended = new AtomicBoolean();
  private final AtomicReference<Joining> joining = new AtomicReference<>(Joining.NEW);

  /** Completes when the session has taken the link in; fails if it never will. */
  final CompletableFuture<Session> joined = new CompletableFuture<>();

  final CompletableFuture<Void> closed = new CompletableFuture<>();

  private volatile @Nullable Link link;
  private volatile LinkPrice price;
  private volatile @Nullable Session session;
  private volatile Lane agreedLane;
  private volatile boolean usable;

  // Used by the reader only.
  private boolean readerMarked;
  private Supplier<Optional<Runnable>> holding = Optional::empty;

  /**
   * A link that is about to be made.
   *
   * @param nanos the time, as {@link System#nanoTime}
   */
  public SessionLink(
      SessionHost host,
      Transport transport,
      Lane lane,
      boolean dialled,
      Instant since,
      LongSupplier nanos) {
    this.host = host;
    this.transport = transport;
    this.lane = lane;
    this.agreedLane = lane;
    this.dialled = dialled;
    this.since = since;
    this.createdNanos = nanos.getAsLong();
    this.pulse = new Pulse(nanos);
    this.packing = new LinkPacking(host, this::sendRaw);
    this.price = LinkPrice.unknown(transport);
  }

  /**
   * The link exists. The side that dialled speaks first.
   *
   * @param over what it runs over
   * @param transportPercent what its transport costs beside TCP
   */
  public void attach(Link made, Medium over, int transportPercent) {
    price = new LinkPrice(transport, over, made.remote(), transportPercent);
    link = made;
    if (dialled && !closed.isDone()) {
      if (joining.compareAndSet(Joining.NEW, Joining.GREETING)) {
        sayHello();
      } else {
        made.close();
      }
    }
  }

  /**
   * Keeps the link out, unless the greeting is under way: then the peer may use it already, and it
   * must join and finish in good order.
   */
  public void keepOut() {
    if (joining.compareAndSet(Joining.NEW, Joining.REFUSED)) {
      joined.completeExceptionally(new IOException("the transport is being removed"));
      close();
    }
  }

  /** Completes with the session when the link is usable; fails when the other side refuses. */
  public CompletableFuture<Session> joined() {
    return joined;
  }

  public Transport transport() {
    return transport;
  }

  public Lane lane() {
    return agreedLane;
  }

  public boolean dialled() {
    return dialled;
  }

  LinkPrice price() {
    return price;
  }

  /** What it runs over. */
  public Medium medium() {
    return price.medium();
  }

  /** This is known by now of what it runs over. Whether that is news. */
  public boolean over(Medium now) {
    return price.over(now);
  }

  /** The way that it takes. */
  public LinkPath path() {
    return price.path();
  }

  /** What it costs: see {@link LinkCost}. */
  public long costNanos() {
    return price.nanos();
  }

  /** Whether it has carried a round trip. */
  public boolean proven() {
    return price.proven();
  }

  public boolean usable() {
    return usable;
  }

  /** The link below. */
  public Link link() {
    Link made = link;
    if (made == null) {
      throw new IllegalStateException("not linked yet");
    }
    return made;
  }

  public long createdNanos() {
    return createdNanos;
  }

  boolean acceptsRequests() {
    return goodbye.takesRequests();
  }

  Goodbye goodbye() {
    return goodbye;
  }

  /** Its heartbeats. */
  Pulse pulse() {
    return pulse;
  }

  /** How frames are packed on it. */
  LinkPacking packing() {
    return packing;
  }

  Traffic traffic() {
    return traffic;
  }

  Instant since() {
    return since;
  }

  Optional<Duration> roundTrip() {
    return pulse.roundTrip();
  }

  // ---- out

  /** Sends unless the gate is shut. Whether the frame went out. */
  boolean send(Frame frame, boolean request) {
    if ((request && !acceptsRequests()) || !gate.enter()) {
      return false;
    }
    try {
      if (request && !acceptsRequests()) {
        return false;
      }
      put(frame);
      return true;
    } catch (IOException e) {
      return false;
    } finally {
      if (gate.leave()) {
        sayLast();
      }
    }
  }

  /** Sends past the gate: for what the link says about itself. */
  private void sendRaw(NodeMessage message) {
    try {
      put(Frame.of(message.toByteArray()));
    } catch (IOException e) {
      LOG.debug("{}: {} was not sent: {}", this, message.getPayloadCase(), e.getMessage());
    }
  }

  private void put(Frame frame) throws IOException {
    traffic.sent(packing.send(link(), frame, price.medium()));
  }

  private void sayHello() {
    sendRaw(NodeMessage.newBuilder().setHello(packing.said(host.hello(this, lane))).build());
  }

  /** Asks the peer to send no new requests on this link, and sends none itself. */
  void haltRequests() {
    goodbye.haltRequests();
    sayGoaway(Goaway.Kind.NO_NEW_REQUESTS, "");
  }

  public void sayGoaway(Goaway.Kind what, String reason) {
    sendRaw(
        NodeMessage.newBuilder()
            .setGoaway(Goaway.newBuilder().setKind(what).setReason(reason))
            .build());
  }

  /** Lets no sender in any more; after the last one, says so. Nothing follows on this link. */
  void shut() {
    usable = false;
    if (gate.shut()) {
      sayLast();
    }
  }

  /** Finishes this link in good order: another one does its work. */
  public void letGo() {
    shut();
    Session joinedSession = session;
    if (joinedSession != null) {
      joinedSession.moved();
    }
  }

  private void sayLast() {
    Session joinedSession = session;
    if (ended.get() && joinedSession != null) {
      joinedSession.rescue(this, "it broke"); // by now nobody can put a frame on it any more
      return;
    }
    goodbye.finish();
    sayGoaway(Goaway.Kind.LAST, "");
    goodbye.said.complete(null);
    if (goodbye.heard.isDone()) {
      close();
    }
  }

  void close() {
    Link made = link;
    if (made != null) {
      made.close();
    }
  }

  /** Sends the heartbeat that is due. */
  void sendHeartbeat() {
    host.background().execute(() -> pulse.send(message -> send(message, false)));
  }

  // ---- in

  @Override
  public void frame(Link from, ByteBuffer view) {
    if (ended.get()) {
      return; // it broke, or was given up: what it carried comes again on another one
    }
    if (link == null) {
      link = from;
    }
    if (!readerMarked) {
      readerMarked = true;
      holding = from::holdFrame;
      ReaderThread.mark();
    }
    Session joinedSession = session;
    if (traffic.received(view.remaining()) && joinedSession != null) {
      host.frames(joinedSession, from, Traffic.COUNTED_BY);
    }
    try {
      reader.read(view, holding);
      if (reader.kind() == MessageReader.Kind.PACKED) {
        int limit = greeted(joinedSession).maxFrameBytes();
        packing.unpack(reader, view, limit, whole -> take(joinedSession, whole));
      } else {
        take(joinedSession, view);
      }
    } catch (WireException e) {
      breakOff("bad message from " + from.remote() + ": " + e.getMessage());
    }
  }

  private void take(@Nullable Session joinedSession, ByteBuffer view) throws WireException {
    switch (reader.kind()) {
      case RESPONSE -> greeted(joinedSession).response(reader, view);
      case REQUEST -> host.request(greeted(joinedSession), this, reader, view);
      case EVENT -> host.event(greeted(joinedSession), reader, view);
      case STREAM, CREDIT -> greeted(joinedSession).conversations().step(reader);
      case PACKED -> throw new WireException("a packed frame in a packed frame");
      case OTHER -> message(joinedSession, reader.message());
      case UNKNOWN -> sendRaw(WireMessages.unknownPayload(reader.messageId()));
    }
  }

  private static Session greeted(@Nullable Session session) throws WireException {
    if (session == null) {
      throw new WireException("the first message of a link must be a hello");
    }
    return session;
  }

  private void message(@Nullable Session joinedSession, NodeMessage message) throws WireException {
    switch (message.getPayloadCase()) {
      case HELLO -> hello(joinedSession, message.getHello());
      case HEARTBEAT -> heartbeat(message.getHeartbeat());
      case GOAWAY -> goaway(joinedSession, message.getGoaway());
      case ADVERTISEMENT -> host.advertised(greeted(joinedSession), message);
      case DISCOVERY -> host.records(greeted(joinedSession), message.getDiscovery());
      case CANCEL -> greeted(joinedSession).requests().cancelled(message.getMessageId());
      case UNPACKS -> packing.told(message.getUnpacks());
      case ERROR ->
          LOG.info("{} could not use a message of ours: {}", this, message.getError().getMessage());
      default -> host.other(greeted(joinedSession), message);
    }
  }

  private void hello(@Nullable Session joinedSession, Hello hello) throws WireException {
    if (joinedSession != null) {
      throw new WireException("a second hello");
    }
    try {
      if (!dialled) {
        if (!joining.compareAndSet(Joining.NEW, Joining.GREETING)) {
          throw new HelloException("the transport is being removed");
        }
        agreedLane = HelloLane.of(hello);
      }
      Session found = host.greeted(this, hello);
      session = found;
      packing.greeted(hello);
      if (!dialled) {
        sayHello();
      }
      usable = true;
      found.add(this);
      joined.complete(found);
      sendHeartbeat();
      host.linked(found, this);
    } catch (HelloException e) {
      String why = String.valueOf(e.getMessage());
      e.goodbye(dialled).forEach(step -> sayGoaway(step, why));
      breakOff(why);
    }
  }

  private void heartbeat(Heartbeat heartbeat) {
    pulse.heard(heartbeat.getAnswer());
    if (heartbeat.getAnswer()) {
      if (!pulse.answered(heartbeat.getStamp())) {
        return; // too late to count, or never asked for
      }
      Session joinedSession = session;
      if (price.measured(pulse.leastNanos()) && joinedSession != null) {
        joinedSession.moved();
        host.proven(joinedSession, this);
      }
    } else {
      sendRaw(Pulse.answerTo(heartbeat));
    }
  }

  private void goaway(@Nullable Session joinedSession, Goaway goaway) throws WireException {
    switch (goaway.getKind()) {
      case NO_NEW_REQUESTS -> {
        goodbye.haltRequests();
        sayGoaway(Goaway.Kind.NO_NEW_REQUESTS_ACK, "");
        greeted(joinedSession).moved();
      }
      case NO_NEW_REQUESTS_ACK -> goodbye.requestsHalted.complete(null);
      case LEAVING -> host.leaving(greeted(joinedSession));
      case PARTING -> {
        if (joinedSession == null) {
          end(Optional.of(new PartedException(link().remote() + ": " + goaway.getReason())));
          close();
        } else {
          host.parting(joinedSession, goaway.getReason());
        }
      }
      case LAST -> {
        if (joinedSession == null) {
          breakOff("refused by " + link().remote() + ": " + goaway.getReason());
          return;
        }
        boolean mine = goodbye.said.isDone();
        usable = false;
        goodbye.heard.complete(null);
        joinedSession.moved();
        if (mine) {
          close();
        } else {
          shut();
        }
      }
      default -> LOG.debug("{}: goaway of an unknown kind is ignored", this);
    }
  }

  /** Ends the link at once because of what the peer did. */
  private void breakOff(String why) {
    end(Optional.of(new LinkProtocolException(why)));
    close();
  }

  /** It is taken for dead: nothing is waited for, and what it carried is sent again elsewhere. */
  public void abandon(String why) {
    end(Optional.of(new IOException(why)));
    close();
  }

  @Override
  public void closed(Link from, Optional<IOException> cause) {
    end(cause);
    closed.complete(null);
  }

  private void end(Optional<IOException> cause) {
    if (!ended.compareAndSet(false, true)) {
      return;
    }
    usable = false;
    gate.shut();
    boolean clean = goodbye.isOver();
    Session joinedSession = session;
    if (joinedSession == null) {
      joined.completeExceptionally(
          cause.orElseGet(() -> new IOException("the link closed before the peer said hello")));
      host.rejected(this, cause);
      return;
    }
    joinedSession.remove(this, clean, cause);
    host.unlinked(joinedSession, this, clean, cause);
  }

  @Override
  public String toString() {
    Link made = link;
    return agreedLane.name().toLowerCase(Locale.ROOT)
        + " link "
        + (made == null ? "(not yet made)" : made.remote());
  }
}
