package io.weft.channel;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.weft.endpoint.Reasons;
import io.weft.transport.LinkRefusedException;
import io.weft.transport.Receiver;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** A link that is being dialled: where its event loop meets the thread that waits for it. */
public final class Dialling implements LinkHandler.Opening {

  private final URI remote;
  private final Receiver receiver;
  private final Duration limit;
  private final CompletableFuture<ChannelLink> outcome = new CompletableFuture<>();

  /**
   * A link to be.
   *
   * @param limit how long it may take in all, for the message
   */
  public Dialling(URI remote, Receiver receiver, Duration limit) {
    this.remote = remote;
    this.receiver = receiver;
    this.limit = limit;
  }

  @Override
  public @Nullable Receiver opened(ChannelLink link) {
    return outcome.complete(link) ? receiver : null;
  }

  @Override
  public void failed(Throwable cause) {
    outcome.completeExceptionally(cause);
  }

  /** What is to be done if nobody waits for the link any more: on the thread that gives up. */
  public void whenGivenUp(Runnable task) {
    outcome.whenComplete(
        (link, failure) -> {
          if (failure != null) {
            task.run();
          }
        });
  }

  /**
   * Waits for the outcome. Whoever gives up first decides: a link that comes later is closed and
   * nobody hears of it.
   *
   * @throws LinkRefusedException if one side does not admit the other
   * @throws IOException if there is no link; the message says why
   */
  public ChannelLink await(long nanos) throws IOException {
    try {
      return outcome.get(nanos, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      failed(e);
      return settled();
    } catch (InterruptedException e) {
      failed(e);
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while dialling " + remote);
    } catch (ExecutionException e) {
      throw meaning(e.getCause() == null ? e : e.getCause());
    }
  }

  /** The outcome after this side has given up; it may have come in that very moment. */
  private ChannelLink settled() throws IOException {
    if (outcome.isCompletedExceptionally()) {
      throw unanswered();
    }
    return outcome.join();
  }

  private IOException meaning(Throwable cause) {
    Optional<String> refusal = Reasons.refusal(cause);
    if (refusal.isPresent()) {
      return new LinkRefusedException("no link to " + remote + ": " + refusal.get());
    }
    if (isNotTls(cause)) {
      return unreachable("whoever listens there does not speak TLS");
    }
    if (cause instanceof ConnectTimeoutException || cause instanceof SslHandshakeTimeoutException) {
      return unanswered();
    }
    String reason = Reasons.root(cause);
    if (reason.contains("refused")) {
      return unreachable("connection refused");
    }
    if (cause instanceof ClosedChannelException || cause instanceof SSLException) {
      return unreachable("the connection was closed during the handshake");
    }
    return unreachable(reason);
  }

  private static boolean isNotTls(Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof NotSslRecordException) {
        return true;
      }
    }
    return false;
  }

  private IOException unanswered() {
    return unreachable("no answer within " + limit.toMillis() + " ms");
  }

  private IOException unreachable(String reason) {
    return new IOException("cannot reach " + remote + ": " + reason);
  }
}
