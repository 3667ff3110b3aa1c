package io.weft.files.desk;

import io.weft.exchange.Delivery;
import io.weft.exchange.Exchange;
import io.weft.exchange.RequestOptions;
import io.weft.files.live.Asking;
import io.weft.files.wire.Messages;
import io.weft.node.NodeId;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Asks by requests of the mesh. */
record ExchangeAsking(Exchange exchange) implements Asking {

  @Override
  public CompletableFuture<byte[]> ask(
      NodeId peer, String action, byte[] message, Duration patience) {
    return exchange
        .request(Messages.PATH, action, message, options(peer, patience))
        .thenApply(reply -> reply.as(byte[].class));
  }

  @Override
  public <T> CompletableFuture<T> ask(
      NodeId peer, String action, byte[] message, Duration patience, Function<Delivery, T> taker) {
    return exchange.request(Messages.PATH, action, message, options(peer, patience), taker);
  }

  private static RequestOptions options(NodeId peer, Duration patience) {
    return RequestOptions.DEFAULT.withTarget(peer).withDeadline(patience);
  }
}
