package io.weft.files.live;

import io.weft.exchange.Delivery;
import io.weft.node.NodeId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Asks the file service of another node. May block while that node is slow to read. */
@FunctionalInterface
public interface Asking {

  /**
   * Asks.
   *
   * @param patience how long the answer may take
   */
  CompletableFuture<byte[]> ask(NodeId peer, String action, byte[] message, Duration patience);

  /**
   * Asks for much.
   *
   * @param taker is shown the answer, and may keep it; must not block
   */
  default <T> CompletableFuture<T> ask(
      NodeId peer, String action, byte[] message, Duration patience, Function<Delivery, T> taker) {
    return ask(peer, action, message, patience)
        .thenApply(answer -> taker.apply(Delivery.of(ByteBuffer.wrap(answer))));
  }
}
