package io.weft.node.session;

import com.google.protobuf.ByteString;
import io.weft.node.wire.MessageReader;
import io.weft.v1.NodeMessage;
import io.weft.v1.Request;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A request. */
final class Ask implements PendingCall {
  private final int paramsBytes;
  private final long answerBytes;
  private long id;
  private @Nullable SessionLink carrier;
  private String ending = "";

  /** A small one. */
  Ask() {
    this(0, 0);
  }

  Ask(int paramsBytes, long answerBytes) {
    this.paramsBytes = paramsBytes;
    this.answerBytes = answerBytes;
  }

  private NodeMessage message() {
    return NodeMessage.newBuilder()
        .setMessageId(id)
        .setRequest(
            Request.newBuilder()
                .setServicePath("a/service")
                .setAction("act")
                .setParams(ByteString.copyFrom(new byte[paramsBytes])))
        .build();
  }

  @Override
  public long answerBytes() {
    return answerBytes;
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
