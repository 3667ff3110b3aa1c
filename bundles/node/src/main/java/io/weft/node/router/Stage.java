package io.weft.node.router;

import io.weft.exchange.Conversation;
import io.weft.exchange.Reply;
import io.weft.exchange.RequestException;
import io.weft.exchange.RequestException.Outcome;
import io.weft.exchange.RequestException.Reason;
import io.weft.exchange.RequestOptions;
import io.weft.node.NodeId;
import io.weft.node.directory.LocalAction;
import io.weft.node.payload.Codecs;
import io.weft.node.payload.ValuePayload;
import io.weft.node.session.Conversations;
import io.weft.node.session.Session;
import io.weft.node.streams.Streams;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** Conversations whose handler is in this process. Safe on every thread. */
final class Stage {
  private final NodeId self;
  private final Codecs codecs;
  private final Streams streams;
  private final Interceptors interceptors;

  Stage(NodeId self, Codecs codecs, Streams streams, Interceptors interceptors) {
    this.self = self;
    this.codecs = codecs;
    this.streams = streams;
    this.interceptors = interceptors;
  }

  private record BegunHere(NodeId from, Conversation talk) implements Begun {
    @Override
    @SuppressWarnings("NullAway") // there is no value, as with another node
    public Object as(Type type) {
      return null;
    }
  }

  /** Begins one with a caller of this process; the handler runs on a thread of its own. */
  CompletableFuture<Reply> open(
      LocalAction found, @Nullable Object params, RequestOptions options) {
    String what = found.service().description().path() + " " + found.action();
    Streams.Both both = streams.here(self, what, options.contentType());
    Audience request =
        new Audience(
            found,
            both.answering(),
            new ValuePayload(codecs, params, options.contentType()) {},
            options.headers(),
            options.priority(),
            options.deadline().map(Duration::toMillis).map(each -> Math.max(1, each)).orElse(0L),
            streams::run);
    try {
      run(request);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(
          new RequestException(
              Outcome.NOT_SENT, Reason.OVERLOADED, "too many handlers run on this node"));
    }
    return CompletableFuture.completedFuture(new BegunHere(self, both.calling()));
  }

  /**
   * Runs the handler of a conversation.
   *
   * @throws RejectedExecutionException if too many run, or the node stops
   */
  void run(Audience request) {
    streams.run(new Performance(request, interceptors, streams::run));
  }

  /** Conversations with the peer of a session. */
  Conversations with(Session session) {
    return streams.of(session);
  }

  /** Runs what is told to handlers. */
  void tell(Runnable told) {
    streams.run(told);
  }
}
