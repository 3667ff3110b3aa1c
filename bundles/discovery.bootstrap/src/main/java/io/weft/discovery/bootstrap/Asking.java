package io.weft.discovery.bootstrap;

import io.weft.exchange.ApplicationException;
import io.weft.exchange.Exchange;
import io.weft.exchange.Reply;
import io.weft.exchange.RequestException;
import io.weft.exchange.RequestOptions;
import io.weft.node.NodeId;
import io.weft.peer.PeerInfo;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks peers over the mesh. Threads of its own send, for a peer that is slow to read blocks them;
 * what comes back is handled by the thread of {@link Rounds}.
 */
final class Asking implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(BootstrapDiscovery.class);

  /** An answer takes milliseconds to make and a second on a slow line. */
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private final News news;
  private final Consumer<Runnable> inbox;
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          0,
          Schedule.MAX_UNDER_WAY,
          1,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          task -> {
            Thread thread = new Thread(task, "weft-bootstrap-ask");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * @param inbox of the thread that handles answers
   */
  Asking(News news, Consumer<Runnable> inbox) {
    this.news = news;
    this.inbox = inbox;
  }

  /** Whether a peer offers to answer. */
  boolean offeredBy(NodeId peer, Optional<Vicinity.Services> services) {
    return services.isPresent()
        && services.get().directory().remote(peer).stream()
            .anyMatch(each -> each.description().path().equals(PeersHandler.PATH));
  }

  /** Asks a peer; the schedule hears how it went. */
  void ask(
      PeerInfo peer,
      Vicinity.Services services,
      Schedule schedule,
      Clock clock,
      BooleanSupplier wants) {
    News.Asked asked = news.question(services.records());
    byte[] question = asked.question().encode();
    BiConsumer<@Nullable Reply, @Nullable Throwable> ended =
        (reply, failure) ->
            inbox.accept(
                () -> {
                  schedule.done(peer.id());
                  boolean again =
                      reply == null
                          ? failed(peer, failure)
                          : answered(peer, asked, reply, services) && wants.getAsBoolean();
                  if (again) {
                    schedule.again(peer.id(), clock.instant());
                  }
                });
    try {
      threads.execute(() -> send(peer.id(), question, services.exchange(), ended));
    } catch (RejectedExecutionException e) {
      schedule.done(peer.id());
      LOG.debug("{} is not asked: as many questions as there may be are under way", peer.id());
    }
  }

  private static void send(
      NodeId peer,
      byte[] question,
      Exchange exchange,
      BiConsumer<@Nullable Reply, @Nullable Throwable> ended) {
    try {
      exchange
          .request(
              PeersHandler.PATH,
              PeersHandler.EXCHANGE,
              question,
              RequestOptions.DEFAULT.withDeadline(DEADLINE).withTarget(peer))
          .copy()
          .orTimeout(2 * DEADLINE.toMillis(), TimeUnit.MILLISECONDS) // if the node stops meanwhile
          .whenComplete(ended);
    } catch (RuntimeException e) {
      ended.accept(null, e);
    }
  }

  private boolean answered(
      PeerInfo peer, News.Asked asked, Reply reply, Vicinity.Services services) {
    byte[] answer = reply.as(byte[].class);
    return news.answered(peer, asked, answer == null ? new byte[0] : answer, services.records());
  }

  /** Whether to ask it again soon. */
  private boolean failed(PeerInfo peer, @Nullable Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof ApplicationException refusal) {
      if (refusal.code().equals(PeersHandler.LATER)) {
        return true;
      }
      news.failed(peer, "it answers with an error: " + refusal.getMessage());
    } else if (cause instanceof RequestException none
        && none.reason() == RequestException.Reason.DEADLINE) {
      news.failed(peer, "no answer within " + DEADLINE.toSeconds() + " s; asked again in turn");
    } else {
      LOG.debug("{} was not asked: {}", peer.id(), String.valueOf(cause));
    }
    return false;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
