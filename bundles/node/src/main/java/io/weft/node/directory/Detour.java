package io.weft.node.directory;

import io.weft.node.NodeId;
import io.weft.node.session.PendingCall;
import io.weft.node.session.Session;
import io.weft.node.session.Session.Refusal;
import io.weft.node.session.SessionLink;
import io.weft.node.wire.Envelope;
import io.weft.node.wire.MessageReader;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request to a node without a link: the same frame with whom it is for, to a neighbour. */
final class Detour implements PendingCall {
  private final PendingCall call;
  private final Envelope envelope;

  Detour(PendingCall call, NodeId target) {
    this.call = call;
    this.envelope = Envelope.to(target);
  }

  @Override
  public int size() {
    return envelope.size() + call.size();
  }

  @Override
  public void writeTo(ByteBuffer buffer) {
    envelope.write(buffer); // fields stand in any order
    call.writeTo(buffer);
  }

  @Override
  public Optional<ByteBuffer> tail() {
    return call.tail();
  }

  @Override
  public Refusal refusal(Session session) {
    return call.refusal(session);
  }

  @Override
  public void identified(Session session, long messageId) {
    call.identified(session, messageId);
  }

  @Override
  public long answerBytes() {
    return call.answerBytes();
  }

  @Override
  public long deadlineNanos() {
    return call.deadlineNanos();
  }

  @Override
  public long messageId() {
    return call.messageId();
  }

  @Override
  public @Nullable SessionLink carrier() {
    return call.carrier();
  }

  @Override
  public void carriedBy(@Nullable SessionLink link) {
    call.carriedBy(link);
  }

  @Override
  public void goesLate() {
    call.goesLate();
  }

  @Override
  public boolean settled() {
    return call.settled();
  }

  @Override
  public void answered(Session session, MessageReader reader, ByteBuffer view) {
    call.answered(session, reader, view);
  }

  @Override
  public void expired() {
    call.expired();
  }

  @Override
  public void lost(boolean sent, String why) {
    call.lost(sent, why);
  }
}
