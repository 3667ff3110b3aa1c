package io.weft.node.router;

import io.weft.exchange.Reply;
import io.weft.node.NodeId;
import io.weft.node.payload.Codecs;
import io.weft.node.payload.EncodedPayload;
import io.weft.node.wire.ContentType;

/** The answer of another node, decoded when somebody asks for it. */
final class RemoteReply extends EncodedPayload implements Reply {
  private final NodeId from;

  RemoteReply(Codecs codecs, ContentType contentType, byte[] bytes, NodeId from) {
    super(codecs, contentType, bytes);
    this.from = from;
  }

  @Override
  public NodeId from() {
    return from;
  }
}
