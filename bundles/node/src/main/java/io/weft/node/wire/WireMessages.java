package io.weft.node.wire;

import io.weft.v1.Advertisement;
import io.weft.v1.Cancel;
import io.weft.v1.Discovery;
import io.weft.v1.Error;
import io.weft.v1.Goaway;
import io.weft.v1.Heartbeat;
import io.weft.v1.Hello;
import io.weft.v1.NodeMessage;

/** Whole frames of the messages that are not on the request path, by the generated classes. */
public final class WireMessages {

  private WireMessages() {}

  public static byte[] of(long messageId, Hello hello) {
    return bytes(message(messageId).setHello(hello));
  }

  public static byte[] of(long messageId, Advertisement advertisement) {
    return bytes(message(messageId).setAdvertisement(advertisement));
  }

  public static byte[] of(long messageId, Heartbeat heartbeat) {
    return bytes(message(messageId).setHeartbeat(heartbeat));
  }

  public static byte[] of(long messageId, Goaway goaway) {
    return bytes(message(messageId).setGoaway(goaway));
  }

  public static byte[] of(long messageId, Discovery discovery) {
    return bytes(message(messageId).setDiscovery(discovery));
  }

  /** Says that a message has a payload that this node does not know; the link goes on. */
  public static NodeMessage unknownPayload(long ofMessageId) {
    return message(0)
        .setError(
            Error.newBuilder()
                .setCode("unknown_payload")
                .setMessage("this node does not know the payload of that message")
                .setOfMessageId(ofMessageId))
        .build();
  }

  /** The code and message of an error are cut at 4 KiB each. */
  public static byte[] error(String code, String text, long ofMessageId) {
    Error error =
        Error.newBuilder()
            .setCode(Text.cut(code, ResponseWire.MAX_ERROR_BYTES))
            .setMessage(Text.cut(text, ResponseWire.MAX_ERROR_BYTES))
            .setOfMessageId(ofMessageId)
            .build();
    return bytes(message(0).setError(error));
  }

  /** Nobody waits for the answer to this request any more. */
  public static byte[] cancel(long messageId) {
    return bytes(message(messageId).setCancel(Cancel.getDefaultInstance()));
  }

  private static NodeMessage.Builder message(long messageId) {
    return NodeMessage.newBuilder().setMessageId(messageId);
  }

  private static byte[] bytes(NodeMessage.Builder message) {
    return message.build().toByteArray();
  }
}
