package io.weft.control.spread;

import io.weft.control.state.Batch;
import io.weft.control.state.Board;
import io.weft.control.state.Comparison;
import io.weft.control.state.FormException;
import io.weft.exchange.ApplicationException;
import io.weft.exchange.Handler;
import io.weft.exchange.Request;
import io.weft.node.NodeId;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What other nodes ask of the control points here. Runs on threads that deliver frames: what takes
 * longer is done on another.
 */
public final class ControlHandler implements Handler {
  private static final Logger LOG = LoggerFactory.getLogger(ControlHandler.class);

  /** Code of the answer to a peer that is too fast: it goes on later, and nothing is lost. */
  static final String OVERLOADED = "overloaded";

  private final Board board;
  private final Spreader spreader;
  private final Executor threads;
  private final PeerRates rates;
  private final Seldom malformed;

  public ControlHandler(
      Board board, Spreader spreader, Tempo tempo, Executor threads, LongSupplier nanoTime) {
    this.board = board;
    this.spreader = spreader;
    this.threads = threads;
    this.rates = new PeerRates(tempo.changesPerSecond());
    this.malformed = new Seldom(nanoTime);
  }

  @Override
  public Object handle(Request request) {
    byte[] message = bytes(request);
    NodeId caller = request.caller();
    return switch (request.action()) {
      case Asking.CHANGES -> changes(caller, message);
      case Asking.COMPARE -> later(caller, () -> Comparison.answer(message, board.buckets()));
      default -> throw new IllegalStateException("not declared: " + request.action());
    };
  }

  private static byte[] bytes(Request request) {
    byte @Nullable [] message = request.as(byte[].class);
    return message == null ? new byte[0] : message;
  }

  private byte[] changes(NodeId caller, byte[] message) {
    Batch batch;
    try {
      batch = Batch.read(message);
    } catch (FormException e) {
      throw unreadable(caller, e);
    }
    if (!rates.changes(caller, batch.states().size())) {
      throw new ApplicationException(
          OVERLOADED, "more control points changed than changes_per_second allows one node");
    }
    return spreader.heard(caller, batch).getBytes(StandardCharsets.UTF_8);
  }

  private CompletableFuture<byte[]> later(NodeId caller, Supplier<byte[]> answer) {
    if (!rates.question(caller)) {
      throw new ApplicationException(OVERLOADED, "too many questions about control points");
    }
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return answer.get();
          } catch (FormException e) {
            throw unreadable(caller, e);
          }
        },
        threads);
  }

  private ApplicationException unreadable(NodeId caller, FormException e) {
    if (malformed.now(caller)) {
      LOG.warn(
          "{} sent control points that cannot be read: {}", caller.shortText(), e.getMessage());
    }
    return new ApplicationException(
        ApplicationException.BAD_PARAMS, String.valueOf(e.getMessage()));
  }
}
