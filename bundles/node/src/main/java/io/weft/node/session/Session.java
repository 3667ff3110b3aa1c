package io.weft.node.session;

import io.weft.node.NodeId;
import io.weft.node.wire.MessageReader;
import io.weft.node.wire.WireMessages;
import io.weft.peer.LinkInfo;
import io.weft.transport.Frame;
import io.weft.v1.Goaway;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * All links to one peer, seen as one. Requests, ids and answers belong to the session, never to a
 * link: an answer may leave on any link. Without a link, frames are parked until one is there or
 * their deadline has passed. Safe on every thread; readers see an immutable array of links.
 */
public final class Session {

  /** Requests under way at the same time; further ones fail as overloaded. A power of two. */
  static final int MAX_PENDING = 1 << 16;

  /**
   * Frames from this size on leave on the bulk lane: a small call would wait for one behind it
   * (bytes).
   */
  static final int BULK_FROM_BYTES = 64 * 1024;

  /** From this minor version on a node takes it in that nobody waits any more. */
  private static final int CANCELS_SINCE = 3;

  private final SessionHost host;
  private final NodeId peer;
  private final Spread spread = new Spread(System::nanoTime);
  private final OpenCalls pending = new OpenCalls(MAX_PENDING, spread);
  private final PeerRequests requests = new PeerRequests();
  private final ParkedFrames parkedRequests = new ParkedFrames(this::sendLate);
  // Apart, because answers may still leave where no new requests may.
  private final ParkedFrames parkedOthers = new ParkedFrames(this::trySend);
  private final LinkSet links = new LinkSet(this::movedTo);
  private final SteadyWay inOrder = new SteadyWay();
  private final Cancels cancels;
  private final Rescue rescue;
  private final Conversations conversations;

  private volatile long epoch;
  private volatile long formerEpoch;
  private volatile boolean leaving;
  private volatile boolean ended;
  private volatile int maxFrameBytes;
  private volatile boolean peerRemembers;
  private volatile int peerMinor;

  public Session(SessionHost host, NodeId peer, int maxFrameBytes) {
    this.host = host;
    this.peer = peer;
    this.maxFrameBytes = maxFrameBytes;
    this.cancels = new Cancels(host.background(), frame -> trySend(frame, null));
    this.rescue =
        new Rescue(pending, host.background(), call -> transmit(call, call, call.deadlineNanos()));
    this.conversations = host.conversations(this);
  }

  /** Who is at the other end. */
  public NodeId peer() {
    return peer;
  }

  /** All links, usable or on their way out. */
  public List<SessionLink> links() {
    return links.all();
  }

  /** A link of each way that shares what is large, or should: that of calls first. */
  public List<SessionLink> sharing() {
    return links.sharing();
  }

  /** The largest frame that both nodes allow, in bytes. */
  public int maxFrameBytes() {
    return maxFrameBytes;
  }

  /** The requests of the peer. */
  public PeerRequests requests() {
    return requests;
  }

  /** What outlives the links. */
  public Conversations conversations() {
    return conversations;
  }

  /** Which minor version of the protocol the peer speaks. */
  public int minor() {
    return peerMinor;
  }

  /** Whether a link is usable. */
  public boolean connected() {
    return links.control().length > 0;
  }

  /** Whether the peer has said that its node stops. */
  public boolean leaving() {
    return leaving;
  }

  /** Whether requests wait for their answers, or frames for a link. */
  public boolean waiting() {
    return pending.size() > 0 || !parkedRequests.isEmpty() || !parkedOthers.isEmpty();
  }

  /** The process of the peer: another number is another process. */
  public long epoch() {
    return epoch;
  }

  /** Round trip of the best control link. */
  public Optional<Duration> roundTrip() {
    return links.roundTrip();
  }

  // ---- out

  /**
   * Sends a request, or parks it while there is no link. Unless it is refused, one of the call's
   * last three methods is called, perhaps before this returns.
   */
  public Refusal submit(PendingCall call, long deadlineNanos) {
    if (leaving || ended) {
      return Refusal.LEAVING;
    }
    Refusal without = call.refusal(this);
    if (without != Refusal.NONE) {
      return without;
    }
    long id = pending.add(call, deadlineNanos);
    if (id == 0) {
      return Refusal.TOO_MANY_PENDING;
    }
    call.identified(this, id);
    requests.use();
    host.callPending();
    if (ended && pending.take(id)) {
      return Refusal.LEAVING; // nobody looks after this session any more
    }
    Refusal refusal = transmit(call, call, deadlineNanos);
    return refusal == Refusal.NONE || !pending.take(id) ? Refusal.NONE : refusal;
  }

  /** Nobody waits for a request any more, here, and the peer is told. Whether somebody did. */
  public boolean abandon(PendingCall call) {
    boolean waited = pending.take(call.messageId());
    SessionLink carrier = call.carrier();
    if (waited && carrier != null && peerMinor >= CANCELS_SINCE) {
      cancels.tell(call.messageId(), carrier);
    }
    return waited;
  }

  /** Requests that wait for their answers, about, and conversations that this node has opened. */
  public int underWay() {
    return pending.size() + conversations.opened();
  }

  /** Sends an event, or parks it until the deadline. */
  public Refusal send(Frame frame, long deadlineNanos) {
    return transmit(frame, null, deadlineNanos);
  }

  /**
   * Sends what must not overtake what was sent in this way before, or parks it.
   *
   * @param patience how long it may wait for a link
   */
  public Refusal sendInOrder(Frame frame, Duration patience) {
    long now = System.nanoTime();
    boolean small = Handing.size(frame) < Math.min(BULK_FROM_BYTES, maxFrameBytes);
    return small && parkedOthers.isEmpty() && inOrder.send(links.calls(), frame, now)
        ? Refusal.NONE
        : transmit(frame, null, now + patience.toNanos());
  }

  /** Sends what its sender keeps until the peer has it; whether a link has taken it. */
  public boolean sendKept(Frame frame) {
    return (Handing.size(frame) >= BULK_FROM_BYTES && Handing.toFirst(bulk(), frame, null))
        || trySend(frame, null);
  }

  /**
   * Sends the answer to a request, or parks it; it is kept for a while, and must stay as it is. It
   * takes the way that the request came, if that can still take it: of two ways, one may be dead,
   * and only the peer may know by now.
   */
  public Refusal answer(long messageId, Frame frame, SessionLink asked, long deadlineNanos) {
    return answerAgain(frame, requests.answered(messageId, frame, asked), deadlineNanos);
  }

  /** Sends what has been sent before, because the request came again. */
  public Refusal answerAgain(Frame frame, SessionLink asked, long deadlineNanos) {
    long size = Handing.size(frame);
    if (size <= maxFrameBytes) {
      for (SessionLink link : size < BULK_FROM_BYTES ? links.calls() : bulk()) {
        if ((link == asked || link.path().equals(asked.path())) && link.send(frame, false)) {
          return Refusal.NONE;
        }
      }
    }
    return transmit(frame, null, deadlineNanos);
  }

  /** Sends on the control lane, or not at all: the next hello repeats what matters. */
  public boolean sendControl(Frame frame) {
    for (SessionLink link : links.control()) {
      if (link.send(frame, false)) {
        return true;
      }
    }
    return false;
  }

  private Refusal transmit(Frame frame, @Nullable PendingCall call, long deadlineNanos) {
    long total = Handing.size(frame);
    if (total > maxFrameBytes) {
      return Refusal.TOO_LARGE;
    }
    if (call != null && sendSpread(call, total)) {
      return Refusal.NONE;
    }
    if (total >= BULK_FROM_BYTES && Handing.toFirst(bulk(), frame, call)) {
      return Refusal.NONE;
    }
    ParkedFrames parked = call != null ? parkedRequests : parkedOthers;
    if (parked.isEmpty() && trySend(frame, call)) {
      return Refusal.NONE;
    }
    host.callPending();
    return parked.add(Handing.lasting(frame), call, deadlineNanos)
        ? Refusal.NONE
        : Refusal.TOO_MANY_PARKED;
  }

  private boolean sendSpread(PendingCall call, long size) {
    boolean large = size >= BULK_FROM_BYTES;
    if ((!large && call.answerBytes() < BULK_FROM_BYTES) || links.bulk().length == 0) {
      return false;
    }
    return bulk().length > 0 && spread.send(links.alike(), call, size, large);
  }

  /** The links for large frames; where a way has none, one is made. */
  private SessionLink[] bulk() {
    if (links.lacksBulk()) {
      host.bulkWanted(this);
    }
    return links.bulk();
  }

  private boolean trySend(Frame frame, @Nullable PendingCall call) {
    return Handing.toFirst(links.calls(), frame, call);
  }

  private boolean sendLate(Frame frame, @Nullable PendingCall call) {
    if (call != null) {
      call.goesLate();
    }
    return trySend(frame, call);
  }

  // ---- in, on readers

  void response(MessageReader reader, ByteBuffer view) {
    pending.answered(this, reader, view);
  }

  // ---- links

  /**
   * Takes what matters of the peer's hello. Another epoch than before means that its process is new
   * and knows nothing of what was sent.
   *
   * @param remembers whether the peer answers a request that is sent again without running it twice
   * @return false if it is the epoch of a process that another one has taken the place of, which is
   *     connected now: two processes have one key, and the later one stays
   */
  public boolean greeted(long told, int commonMaxFrameBytes, boolean remembers) {
    if (told == formerEpoch && told != epoch && connected()) {
      return false;
    }
    maxFrameBytes = commonMaxFrameBytes;
    peerRemembers = remembers;
    long before = epoch;
    epoch = told;
    if (before != told) {
      leaving = false; // a late link of a process that stops does not bring it back
    }
    if (before != 0 && before != told) {
      formerEpoch = before;
      for (SessionLink link : links()) {
        if (link.usable()) {
          link.abandon("the peer has restarted");
        }
      }
      loseCarried("the peer has restarted");
      conversations.lost("the peer has restarted");
      requests.forget();
    }
    return true;
  }

  /** The minor version of the protocol that the peer speaks. */
  public void speaks(int minor) {
    peerMinor = minor;
  }

  void add(SessionLink link) {
    links.add(link);
    link.packing().joined();
    // Always, even if nothing seems to wait: a sender may be about to park, and would not be woken.
    host.background().execute(parkedOthers::flush);
    host.background().execute(parkedRequests::flush);
    conversations.linked();
  }

  void remove(SessionLink link, boolean clean, Optional<IOException> cause) {
    links.remove(link);
    spread.keep(links().stream().map(SessionLink::path).toList());
    if (leaving && links().isEmpty()) {
      giveUpWaiting("its node has stopped");
      pending.lose(call -> true, "its node has stopped");
    } else if (!clean) {
      String why = cause.map(Throwable::getMessage).orElse("closed by the peer");
      if (connected()) {
        rescue(link, why);
      } else {
        conversations.broken();
        loseCarried(link + " is lost: " + why);
      }
    }
  }

  /**
   * A link broke and another is there: what it carried is sent again, unless the peer might run it
   * twice.
   */
  void rescue(SessionLink broken, String why) {
    conversations.broken();
    rescue.from(broken, why, peerRemembers);
  }

  /** A link is on its way out, takes no new requests, or has another price. */
  public void moved() {
    links.sort();
  }

  private void movedTo(SessionLink link) {
    try {
      host.background().execute(() -> host.moved(this, link));
    } catch (RejectedExecutionException e) {
      return; // the node stops
    }
  }

  private void loseCarried(String why) {
    pending.lose(call -> call.carrier() != null, why);
  }

  /** The link that calls leave on at the moment. */
  public Optional<SessionLink> inUse() {
    return links.inUse();
  }

  /** Bytes that left for the peer, on links that are gone, too. */
  public long sentBytes() {
    return links.sentBytes();
  }

  /** Bytes that came from the peer, on links that are gone, too. */
  public long receivedBytes() {
    return links.receivedBytes();
  }

  /** Heartbeats that the peer has not answered. */
  public long heartbeatsMissed() {
    return links.heartbeatsMissed();
  }

  /** Another way of packing: completes when nothing is packed in a way that is gone, either way. */
  public CompletableFuture<Void> packingChanged() {
    return links.packingChanged();
  }

  /** The links, as a person wants to know them. */
  public List<LinkInfo> linkInfos() {
    return links.infos();
  }

  // ---- time

  /** Fails what has waited for too long. */
  public void expire(long nowNanos) {
    pending.expire(nowNanos);
    parkedRequests.expire(nowNanos);
    parkedOthers.expire(nowNanos);
  }

  /** Forgets answers that nobody will ask for again; every few seconds. */
  public void sweep() {
    requests.sweep();
    conversations.sweep();
  }

  // ---- goodbye

  /** The peer has said that it stops: it gets no new requests. */
  public void peerLeaves() {
    leaving = true;
  }

  /** Says that this node stops: the peer sends no new requests and does not dial again. */
  public void sayLeaving() {
    leaving = true;
    Goaway leaves = Goaway.newBuilder().setKind(Goaway.Kind.LEAVING).build();
    sendControl(Frame.of(WireMessages.of(0, leaves)));
  }

  /** Lets go of all links in good order, and says that this node has enough company. */
  public void part(String why) {
    for (SessionLink link : links.control()) {
      link.sayGoaway(Goaway.Kind.PARTING, why);
      break;
    }
    links().forEach(SessionLink::letGo);
  }

  /** The peer is away for good: what waits for a link to it may be asked elsewhere. */
  public void giveUpWaiting(String why) {
    parkedOthers.takeAll();
    conversations.away(why);
    Set<PendingCall> waiting = parkedRequests.takeAll();
    if (!waiting.isEmpty()) {
      pending.lose(waiting::contains, why);
    }
  }

  /** Fails everything that still waits: this node stops, or the peer is forgotten. */
  public void end(String why) {
    ended = true;
    conversations.lost(why);
    giveUpWaiting(why);
    pending.lose(call -> true, why);
  }

  /**
   * Lets go of these links without losing a frame: see {@link Drain}. Blocks, at most for the
   * bound.
   */
  public Drain.Result drain(List<SessionLink> going, Duration bound) {
    return new Drain(this, going, bound).run();
  }

  boolean hasOther(List<SessionLink> going) {
    return Arrays.stream(links.calls())
        .anyMatch(link -> !going.contains(link) && link.acceptsRequests());
  }

  boolean callsUnderWay() {
    return pending.anyCarried() || requests.areBeingAnswered();
  }

  /** Why a frame was not taken. */
  public enum Refusal {
    /** It was taken. */
    NONE,
    /** The peer, or this node, is stopping. */
    LEAVING,
    /** {@link Session#MAX_PENDING} requests wait for their answers. */
    TOO_MANY_PENDING,
    /** {@link ParkedFrames#MAX_FRAMES} frames wait for a link. */
    TOO_MANY_PARKED,
    /** It is larger than one of the two nodes allows. */
    TOO_LARGE,
    /** The peer's version does not know what is asked. */
    TOO_OLD
  }

  @Override
  public String toString() {
    return "session with " + peer.shortText();
  }
}
