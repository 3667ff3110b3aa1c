package io.weft.node.relay;

import io.weft.node.session.PeerRequests;
import io.weft.node.session.PendingCall;
import io.weft.node.session.Session;
import io.weft.node.session.SessionLink;
import io.weft.node.wire.Envelope;
import io.weft.node.wire.MessageReader;
import io.weft.transport.Frame;
import io.weft.v1.Failure;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A request of one neighbour, passed on to another: the frame as it came, with a new envelope. Who
 * cancels it cancels what this node asked the next one.
 */
final class RelayedCall implements PendingCall {
  private final Session asker;
  private final Session next;
  private final SessionLink from;
  private final long askedId;
  private final byte[] frame;
  private final Envelope envelope;
  private final long deadlineNanos;
  private final AtomicBoolean ended = new AtomicBoolean();
  private volatile @Nullable SessionLink carrier;
  private final PeerRequests.Running asked = new Asked();
  private volatile long messageId;
  private byte[] behind = {};

  RelayedCall(
      Session asker,
      Session next,
      SessionLink from,
      long askedId,
      byte[] frame,
      Envelope envelope,
      long deadlineNanos) {
    this.asker = asker;
    this.next = next;
    this.from = from;
    this.askedId = askedId;
    this.frame = frame;
    this.envelope = envelope;
    this.deadlineNanos = deadlineNanos;
  }

  @Override
  public void identified(Session session, long id) {
    messageId = id;
    long left = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
    int millis = (int) Math.max(1, Math.min(Integer.MAX_VALUE, left));
    behind = Envelope.behind(id, millis, envelope);
  }

  @Override
  public int size() {
    return frame.length + behind.length;
  }

  @Override
  public void writeTo(ByteBuffer buffer) {
    buffer.put(frame).put(behind);
  }

  @Override
  public Optional<ByteBuffer> tail() {
    return Optional.empty();
  }

  @Override
  public long deadlineNanos() {
    return deadlineNanos;
  }

  @Override
  public long messageId() {
    return messageId;
  }

  @Override
  public @Nullable SessionLink carrier() {
    return carrier;
  }

  @Override
  public void carriedBy(@Nullable SessionLink link) {
    carrier = link;
  }

  @Override
  public boolean settled() {
    return ended.get();
  }

  @Override
  public void answered(Session session, MessageReader reader, ByteBuffer view) {
    if (end()) {
      Frame answer = Frame.of(Envelope.renumbered(view, askedId));
      asker.answer(askedId, answer, from, deadlineNanos);
    }
  }

  @Override
  public void expired() {
    refused(Failure.DEADLINE, "the time was up");
  }

  @Override
  public void lost(boolean sent, String why) {
    refused(sent ? Failure.ANSWER_LOST : Failure.NO_SERVICE, why);
  }

  void refused(Failure failure, String why) {
    if (end()) {
      RelayedRequests.refuse(asker, from, askedId, failure, why);
    }
  }

  private boolean end() {
    if (!ended.compareAndSet(false, true)) {
      return false;
    }
    asker.requests().stopped(asked);
    asker.requests().end();
    return true;
  }

  // ---- its caller does not wait any more

  /** To be called before it is submitted. */
  void begin() {
    asker.requests().running(asked);
  }

  private final class Asked implements PeerRequests.Running {

    @Override
    public long messageId() {
      return askedId;
    }

    @Override
    public void cancel() {
      if (end()) {
        asker.requests().unanswered(askedId);
        next.abandon(RelayedCall.this);
      }
    }
  }
}
