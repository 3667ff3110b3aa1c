package io.weft.node.session;

import io.weft.node.wire.MessageReader;
import io.weft.v1.NodeMessage;
import io.weft.v1.Request;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A request with no parameters. */
final class Ask implements PendingCall {
  private long id;
  private @Nullable SessionLink carrier;
  private String ending = "";

  private NodeMessage message() {
    return NodeMessage.newBuilder()
        .setMessageId(id)
        .setRequest(Request.newBuilder().setServicePath("a/service").setAction("act"))
        .build();
  }

  @Override
  public int size() {
    return message().getSerializedSize();
  }

  @Override
  public void writeTo(ByteBuffer buffer) {
    buffer.put(message().toByteArray());
  }

  @Override
  public void identified(Session session, long messageId) {
    id = messageId;
  }

  @Override
  public long deadlineNanos() {
    return Long.MAX_VALUE;
  }

  @Override
  public long messageId() {
    return id;
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
    return !ending.isEmpty();
  }

  @Override
  public void answered(Session session, MessageReader reader, ByteBuffer view) {
    ending += "answered";
  }

  @Override
  public void expired() {
    ending += "expired";
  }

  @Override
  public void lost(boolean sent, String why) {
    ending += (sent ? "perhaps run, lost: " : "not sent, lost: ") + why;
  }

  /** How it ended; empty while it has not. */
  String ending() {
    return ending;
  }
}
