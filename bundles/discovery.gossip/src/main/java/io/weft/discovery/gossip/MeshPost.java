package io.weft.discovery.gossip;

import io.weft.exchange.Directory;
import io.weft.exchange.Exchange;
import io.weft.exchange.PayloadException;
import io.weft.exchange.RemoteService;
import io.weft.exchange.Reply;
import io.weft.exchange.RequestOptions;
import io.weft.exchange.Service;
import io.weft.node.NodeId;
import io.weft.peer.PeerInfo;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gossip by requests over the mesh. One thread is gossip's own; a few more ask, because a request
 * waits while its peer is slow to read.
 */
final class MeshPost implements Post, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GossipDiscovery.class);

  /** A partner answers from memory; this is for a path that is being found. */
  private static final Duration DEADLINE = Duration.ofSeconds(5);

  /** Peers that may be slow at the same time before others have to wait. */
  private static final int ASKING = 4;

  private static final int MAX_WAITING = 64;
  private static final Duration IDLE = Duration.ofSeconds(10);
  private static final Duration END = Duration.ofSeconds(2);
  private static final byte[] NOTHING = new byte[0];

  private final Exchange exchange;
  private final Directory directory;
  private final ScheduledThreadPoolExecutor thread;
  private final ThreadPoolExecutor asking;

  MeshPost(Exchange exchange, Directory directory) {
    this.exchange = exchange;
    this.directory = directory;
    thread = new ScheduledThreadPoolExecutor(1, daemons("weft-gossip"));
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    thread.setRemoveOnCancelPolicy(true);
    asking =
        new ThreadPoolExecutor(
            ASKING,
            ASKING,
            IDLE.toMillis(),
            TimeUnit.MILLISECONDS,
            new LinkedBlockingQueue<>(MAX_WAITING),
            daemons("weft-gossip-ask"));
    asking.allowCoreThreadTimeOut(true);
  }

  private static ThreadFactory daemons(String name) {
    return task -> {
      Thread made = new Thread(task, name);
      made.setDaemon(true);
      return made;
    };
  }

  @Override
  public List<NodeId> partners() {
    return directory.remote(GossipDiscovery.PATH).stream()
        .filter(service -> service.state() == Service.State.AVAILABLE)
        // The others hear it from those with a link.
        .filter(service -> service.peer().state() == PeerInfo.State.CONNECTED)
        .map(RemoteService::node)
        .distinct()
        .toList();
  }

  @Override
  public CompletionStage<byte[]> ask(NodeId partner, String action, byte[] body) {
    CompletableFuture<byte[]> answered = new CompletableFuture<>();
    RequestOptions options = RequestOptions.DEFAULT.withDeadline(DEADLINE).withTarget(partner);
    try {
      asking.execute(
          () -> {
            try {
              exchange
                  .request(GossipDiscovery.PATH, action, body, options)
                  .whenComplete((reply, failure) -> soon(() -> complete(answered, reply, failure)));
            } catch (RuntimeException e) {
              soon(() -> answered.completeExceptionally(e));
            }
          });
    } catch (RejectedExecutionException e) {
      answered.completeExceptionally(e);
    }
    return answered;
  }

  private static void complete(
      CompletableFuture<byte[]> answered, @Nullable Reply reply, @Nullable Throwable failure) {
    if (reply == null) {
      answered.completeExceptionally(
          failure == null ? new IllegalStateException("no answer") : failure);
      return;
    }
    try {
      byte[] bytes = reply.as(byte[].class);
      answered.complete(bytes == null ? NOTHING : bytes);
    } catch (PayloadException e) {
      answered.completeExceptionally(e);
    }
  }

  @Override
  public void later(Duration delay, Runnable task) {
    try {
      thread.schedule(guarded(task), delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("gossip has ended");
    }
  }

  /** As soon as gossip's thread is free. */
  void soon(Runnable task) {
    later(Duration.ZERO, task);
  }

  void eachTime(Duration pause, Runnable task) {
    thread.scheduleWithFixedDelay(
        guarded(task), pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** What is computed on gossip's thread. */
  <T> CompletableFuture<T> computed(Supplier<T> task) {
    return CompletableFuture.supplyAsync(task, thread);
  }

  /** What goes wrong in one step must not end the steps after it. */
  private static Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException e) {
        LOG.error("gossip goes on after a fault of its own", e);
      }
    };
  }

  /** Lets what runs come to its end, and starts nothing more. */
  @Override
  public void close() {
    thread.shutdownNow();
    asking.shutdownNow();
    try {
      if (!thread.awaitTermination(END.toMillis(), TimeUnit.MILLISECONDS)
          || !asking.awaitTermination(END.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.debug("gossip still waits for a peer");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
