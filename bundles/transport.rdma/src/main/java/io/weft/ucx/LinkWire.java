package io.weft.ucx;

import io.weft.endpoint.Reasons;
import io.weft.transport.LinkProtocolException;
import io.weft.transport.Receiver;
import io.weft.transport.rdma.RdmaSettings;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A link's half at the worker: seals and sends what is waiting, opens what arrives, and says once
 * why it closed.
 *
 * <p>A link that is asked to close sends what is waiting and then its goodbye, and reads on until
 * the other side's goodbye or the end of the control connection. The control connection is closed
 * after everything sent has arrived, so its end means: nothing more comes.
 */
final class LinkWire {

  /** What was sent before has this long to leave after the link was closed (nanoseconds). */
  static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** How long other links' messages may put off the end of one whose peer is gone (nanoseconds). */
  private static final long GONE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /**
   * Messages on their way at the same time. Eight of 16 KiB keep shared memory busy; more is only
   * memory that a peer which does not read holds.
   */
  private static final int MAX_IN_FLIGHT = 8;

  /** Messages kept for a link whose set-up this side has not finished; more is a defect there. */
  private static final int MAX_EARLY = 256;

  private static final Logger LOG = LoggerFactory.getLogger(UcxTransport.class);

  private final Progress progress;
  private final ControlConnection control;
  private final long token;
  private final Outgoing outgoing;
  private final URI remote;
  private final int maxFrameBytes;
  private final Runnable gone;
  private final AtomicBoolean scheduled = new AtomicBoolean();

  // With the worker held.
  private @Nullable MemorySegment endpoint;
  private Sealing sealing = Sealing.plain();
  private long peerToken;
  private int sent;
  private boolean goodbyeSaid;
  private final Deque<Slot> inFlight = new ArrayDeque<>();

  // On the reader only.
  private @Nullable UcxLink link;
  private @Nullable Receiver receiver;
  private @Nullable FrameReader reader;
  private final Deque<ByteBuffer> early = new ArrayDeque<>();
  private int heard;
  private boolean asked;
  private long controlGoneAt;
  private long deadline;
  private @Nullable IOException failure;
  private volatile boolean ended;

  /**
   * @param gone runs once when the link has ended
   */
  LinkWire(
      Progress progress,
      ControlConnection control,
      long token,
      URI remote,
      int maxFrameBytes,
      Runnable gone) {
    this.progress = progress;
    this.control = control;
    this.token = token;
    this.remote = remote;
    this.maxFrameBytes = maxFrameBytes;
    this.gone = gone;
    RdmaSettings settings = progress.settings();
    long bound = Math.max(settings.sendBoundBytes(), 4L * maxFrameBytes);
    outgoing = new Outgoing(remote, settings.sendHighWaterBytes(), bound);
  }

  long token() {
    return token;
  }

  ControlConnection control() {
    return control;
  }

  Outgoing outgoing() {
    return outgoing;
  }

  AtomicBoolean scheduled() {
    return scheduled;
  }

  boolean isEnded() {
    return ended;
  }

  /** Something is waiting to be sent. On every thread. */
  void sent() {
    progress.ready(this);
  }

  /** Closes after what was sent has left. On every thread. */
  void finish() {
    if (outgoing.shut()) {
      progress.submit(
          () -> {
            if (!ended && !asked) {
              asked = true;
              deadline = System.nanoTime() + CLOSE_NANOS;
              progress.closing(this);
            }
          });
      progress.ready(this);
    }
  }

  /** Closes without regard to what is waiting. On every thread. */
  void fail(IOException cause) {
    progress.submit(() -> end(cause));
  }

  /** The control connection has ended, or bytes came on it. On every thread. */
  void controlEnded(boolean inOrder) {
    if (inOrder) {
      progress.submit(
          () -> {
            if (!ended) {
              controlGoneAt = System.nanoTime();
              progress.checkWhenQuiet(this);
            }
          });
    } else {
      fail(new LinkProtocolException(remote + " sent bytes after the set-up of the link"));
    }
  }

  /**
   * Connects to the peer's worker. On the reader, with the worker held, before anything is sent.
   */
  void connect(Worker worker, SetUp peer, Sealing agreed) throws IOException {
    sealing = agreed;
    endpoint = worker.connect(peer.address());
    peerToken = peer.token();
  }

  /** Frames are delivered from now on, those first that have come already. On the reader. */
  void open(UcxLink opened, Receiver to) {
    link = opened;
    receiver = to;
    reader = new FrameReader(maxFrameBytes, remote, view -> to.frame(opened, view));
    for (ByteBuffer message = early.poll(); message != null; message = early.poll()) {
      openMessage(message);
    }
  }

  /** Sends what is waiting as far as messages are free. With the worker held. */
  void drain(Worker worker) {
    MemorySegment to = endpoint;
    if (to == null || ended || goodbyeSaid) {
      return;
    }
    try {
      while (inFlight.size() < MAX_IN_FLIGHT) {
        ByteBuffer bytes = outgoing.next();
        if (bytes.hasRemaining()) {
          Slot slot = progress.slot();
          int before = bytes.remaining();
          sealing.seal(bytes, slot.data);
          outgoing.taken(before - bytes.remaining());
          send(worker, to, slot);
        } else {
          if (outgoing.finished()) {
            sayGoodbye(worker, to);
          }
          return;
        }
      }
    } catch (IOException e) {
      fail(new IOException("the link to " + remote + " was lost: " + Reasons.root(e), e));
    }
  }

  /** Takes back the memory of messages that have left. With the worker held; true if some did. */
  boolean completeSends(Worker worker) {
    boolean any = false;
    for (Slot slot = inFlight.peek(); slot != null; slot = inFlight.peek()) {
      if (!worker.isDone(slot.request)) {
        break;
      }
      inFlight.poll();
      progress.reuse(slot);
      any = true;
    }
    return any;
  }

  /** UCX keeps what it has not sent: the peer is gone. With the worker held. */
  void abandonMessages(Worker worker) {
    inFlight.forEach(slot -> worker.forget(slot.request));
    inFlight.clear();
  }

  boolean hasInFlight() {
    return !inFlight.isEmpty();
  }

  /** A message has arrived. On the reader; the buffer is used again afterwards. */
  void received(int number, ByteBuffer message) {
    if (ended) {
      return;
    }
    if (number != heard++) {
      end(new LinkProtocolException(remote + " sent message " + number + " out of order"));
    } else if (receiver != null) {
      openMessage(message);
    } else if (early.size() < MAX_EARLY) {
      early.add(ByteBuffer.allocate(message.remaining()).put(message).flip());
    } else {
      end(new LinkProtocolException(remote + " sent too much before the link was set up"));
    }
  }

  /**
   * After the end of the control connection what has arrived is still delivered. On the reader.
   *
   * @param quiet whether a turn has passed without a message of any link
   */
  void endIfQuiet(boolean quiet) {
    if (!ended && (quiet || System.nanoTime() - controlGoneAt > GONE_NANOS)) {
      end(
          asked
              ? null
              : new IOException("the link to " + remote + " was lost: it ended without a goodbye"));
    }
  }

  /** Whether the time to close in good order is over; then it is closed otherwise. */
  boolean closeIfLate(long now) {
    if (!ended && now - deadline > 0) {
      end(null);
    }
    return ended;
  }

  private void openMessage(ByteBuffer message) {
    FrameReader frames = reader;
    if (frames == null || ended) {
      return;
    }
    try {
      if (!sealing.open(message, frames)) {
        goodbyeHeard();
      }
    } catch (LinkProtocolException e) {
      end(e);
    } catch (RuntimeException | Error e) { // whatever the receiver did, only its link suffers
      LOG.warn("The receiver of {} failed at a frame; the link is closed: {}", link, e.toString());
      end(new LinkProtocolException("a frame could not be handled: " + e));
    }
  }

  private void goodbyeHeard() {
    if (!asked) {
      outgoing.release();
      progress.holding(
          worker -> {
            MemorySegment to = endpoint;
            if (to != null && !goodbyeSaid && inFlight.size() < MAX_IN_FLIGHT) {
              sayGoodbye(worker, to);
            }
          });
    }
    end(asked ? null : new IOException(remote + " closed the link"));
  }

  private void sayGoodbye(Worker worker, MemorySegment to) throws IOException {
    goodbyeSaid = true;
    Slot slot = progress.slot();
    sealing.goodbye(slot.data);
    send(worker, to, slot);
  }

  private void send(Worker worker, MemorySegment to, Slot slot) throws IOException {
    slot.head(peerToken, sent++);
    slot.request = worker.send(to, slot.memory, slot.data.position());
    byte error = Ucx.error(slot.request);
    if (error != Ucx.OK) {
      progress.reuse(slot);
      throw new IOException(Ucx.text(error));
    }
    if (slot.request.address() == 0) {
      progress.reuse(slot);
    } else {
      inFlight.add(slot);
      progress.busy(this);
    }
  }

  /** Ends the link and tells so. On the reader. */
  private void end(@Nullable IOException cause) {
    if (ended) {
      return;
    }
    failure = cause;
    LOG.debug("The link to {} ends: {}", remote, cause == null ? "as asked" : cause.getMessage());
    progress.holding(worker -> ended = true);
    outgoing.release();
    early.clear();
    boolean inOrder = asked || goodbyeSaid;
    progress.ended(this, endpoint, inOrder);
    gone.run();
    tellClosed();
  }

  private void tellClosed() {
    Receiver told = receiver;
    UcxLink closed = link;
    receiver = null;
    if (told == null || closed == null) {
      return;
    }
    try {
      told.closed(closed, asked ? Optional.empty() : Optional.ofNullable(failure));
    } catch (RuntimeException | Error e) { // the reader serves other links too
      LOG.warn("The receiver of {} failed when it was closed: {}", closed, e.toString());
    }
  }
}
