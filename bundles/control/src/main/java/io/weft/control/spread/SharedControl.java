package io.weft.control.spread;

import io.weft.control.state.Board;
import io.weft.control.state.Desk;
import io.weft.control.state.Limits;
import io.weft.exchange.Directory;
import io.weft.exchange.Exchange;
import io.weft.exchange.Handler;
import io.weft.exchange.RequestOptions;
import io.weft.exchange.Service;
import io.weft.node.NodeId;
import io.weft.peer.PeerInfo;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** The control points of a node, without a framework around them. Safe on every thread. */
public final class SharedControl implements AutoCloseable {

  /** How long a peer may take to answer; a busy machine's pauses are shorter. */
  private static final RequestOptions PATIENCE =
      RequestOptions.DEFAULT.withDeadline(Duration.ofSeconds(10));

  private final ExecutorService threads = Executors.newCachedThreadPool(named("control"));
  private final ScheduledExecutorService clockwork =
      Executors.newSingleThreadScheduledExecutor(named("control-clock"));
  private final Board board;
  private final Spreader spreader;
  private final Desk desk;
  private final Handler handler;

  /**
   * @param self this node
   */
  public SharedControl(
      NodeId self, Exchange exchange, Directory directory, Limits limits, Tempo tempo) {
    board =
        new Board(
            self, Clock.systemUTC(), System::nanoTime, limits, threads, new SplittableRandom());
    spreader =
        new Spreader(
            board,
            asking(exchange),
            () -> others(directory),
            tempo,
            threads,
            clockwork,
            System::nanoTime,
            new SplittableRandom());
    desk = new Desk(board, spreader::changed);
    handler = new ControlHandler(board, spreader, tempo, threads, System::nanoTime);
  }

  /** Begins to look for others; the handler is offered before. */
  public void start() {
    spreader.start();
  }

  /** What programs of this node use. */
  public Desk desk() {
    return desk;
  }

  /** Of the service {@link Asking#PATH}; it never blocks. */
  public Handler handler() {
    return handler;
  }

  private static Asking asking(Exchange exchange) {
    return (peer, action, message) ->
        exchange
            .request(Asking.PATH, action, message, PATIENCE.withTarget(peer))
            .thenApply(reply -> reply.as(byte[].class))
            .thenApply(bytes -> bytes == null ? new byte[0] : bytes);
  }

  /** Those with a link: they tell the others. */
  private static List<NodeId> others(Directory directory) {
    return directory.remote(Asking.PATH).stream()
        .filter(service -> service.state() == Service.State.AVAILABLE)
        .filter(service -> service.peer().state() == PeerInfo.State.CONNECTED)
        .map(Service::node)
        .toList();
  }

  private static ThreadFactory named(String role) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, "weft-" + role + "-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  @Override
  public void close() {
    clockwork.shutdownNow();
    board.close();
    threads.shutdownNow();
  }
}
