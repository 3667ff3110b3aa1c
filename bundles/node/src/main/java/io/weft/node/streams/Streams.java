package io.weft.node.streams;

import io.weft.node.NodeId;
import io.weft.node.payload.Codecs;
import io.weft.node.session.Conversations;
import io.weft.node.session.Session;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;

/**
 * The conversations of a node: those with other nodes belong to sessions, those within the process
 * to nobody. Their handlers run on threads of their own, so that hundreds of them, which last, take
 * none from the handlers of requests.
 */
public final class Streams implements AutoCloseable {

  private final Codecs codecs;
  private final Executor background;
  private final ExecutorService handlers;

  /**
   * @param background runs what may wait for a slow link
   * @param handlers runs handlers, each on a thread of its own; closed with this
   */
  public Streams(Codecs codecs, Executor background, ExecutorService handlers) {
    this.codecs = codecs;
    this.background = background;
    this.handlers = handlers;
  }

  /** Those with a session's peer. */
  public Conversations of(Session session) {
    return new SessionStreams(session, codecs, background);
  }

  /**
   * Two ends within this process.
   *
   * @param calling the caller's end
   * @param answering the handler's end
   */
  public record Both(Talk calling, Talk answering) {}

  /**
   * A conversation within this process.
   *
   * @param what the service and its action, for messages
   * @param wanted content type of items, for those who want their bytes
   */
  public Both here(NodeId self, String what, Optional<String> wanted) {
    Talk calling = new Talk(self, what, Window.LOCAL, false);
    Talk answering = new Talk(self, what, Window.LOCAL, false);
    calling.connect(new LocalEnd(answering, codecs, wanted));
    answering.connect(new LocalEnd(calling, codecs, wanted));
    calling.in().credit(false, false);
    answering.in().credit(false, false);
    return new Both(calling, answering);
  }

  /**
   * Runs a handler.
   *
   * @throws java.util.concurrent.RejectedExecutionException if too many run, or the node stops
   */
  public void run(Runnable handler) {
    handlers.execute(handler);
  }

  /** Interrupts the handlers that still run. */
  @Override
  public void close() {
    handlers.shutdownNow();
  }
}
