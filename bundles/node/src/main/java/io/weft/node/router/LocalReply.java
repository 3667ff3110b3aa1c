package io.weft.node.router;

import io.weft.exchange.Reply;
import io.weft.node.NodeId;
import io.weft.node.payload.Codecs;
import io.weft.node.payload.ValuePayload;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The answer of a handler of this process, as it returned it. */
final class LocalReply extends ValuePayload implements Reply {
  private final NodeId self;

  LocalReply(Codecs codecs, @Nullable Object result, Optional<String> wanted, NodeId self) {
    super(codecs, result, wanted);
    this.self = self;
  }

  @Override
  public NodeId from() {
    return self;
  }
}
