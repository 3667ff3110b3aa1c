package io.weft.exchange;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.osgi.annotation.versioning.ProviderType;

/** Calls services, wherever they are. Safe on every thread. */
@ProviderType
public interface Exchange {

  /**
   * Calls an action. A handler in this process is called directly, with the parameters as they are;
   * otherwise a node that offers the service answers.
   *
   * <p>Whether another node is tried when one fails, the options and the service say: see {@link
   * RequestOptions#retries}.
   *
   * <p>Returns at once, except that it blocks while the chosen peer is slow to read (never on a
   * thread that delivers frames). The future completes on a thread of the node when the answer is
   * from elsewhere: what depends on it must not block, or go on in its own executor. It fails with
   * {@link ApplicationException} if the handler answered with an error, or with {@link
   * RequestException}, which says whether trying again is safe. Cancelling it forgets the request
   * and tells its handler that nobody waits any more.
   *
   * @param path of the service, such as {@code user/auth}
   * @param action such as {@code login}
   * @param params a value that a codec takes, {@code byte[]}, {@link Encoded}, or {@code null}
   */
  CompletableFuture<Reply> request(
      String path, String action, Object params, RequestOptions options);

  /**
   * Calls an action whose answer is large: its bytes are shown where they arrived, and are not
   * copied before. Otherwise as {@link #request(String, String, Object, RequestOptions)}.
   *
   * @param taker is shown the bytes as they came, at most once, and may {@linkplain Delivery#keep
   *     keep} them; on a thread that delivers frames, so it must not block. The future completes
   *     with what it returns, or fails with what it throws. An answer that nobody waits for any
   *     more may be shown to it nevertheless.
   */
  default <T> CompletableFuture<T> request(
      String path,
      String action,
      Object params,
      RequestOptions options,
      Function<Delivery, T> taker) {
    return request(path, action, params, options)
        .thenApply(reply -> taker.apply(Delivery.of(reply.as(ByteBuffer.class))));
  }

  /** Calls an action with the {@linkplain RequestOptions#DEFAULT default options}. */
  default CompletableFuture<Reply> request(String path, String action, Object params) {
    return request(path, action, params, RequestOptions.DEFAULT);
  }

  /**
   * Opens a conversation with an action: see {@link Conversation}. Its deadline, if the options
   * have one, is that of the whole conversation; without one only its beginning is bounded, by the
   * network's {@code request_timeout_ms}. Otherwise as {@link #request}: the future fails as a
   * request does, and cancelling it gives the conversation up.
   *
   * <p>It goes to one node, chosen as for a request, and to another one only if that has certainly
   * not begun: what may have begun is not opened again, and hedging means nothing here. Until it is
   * over it counts as a request under way. It needs a link: no other node relays it.
   *
   * <p>An action that sends no stream answers with its result as the only item.
   *
   * @return completes when a handler has been found and begins
   */
  default CompletableFuture<Conversation> open(
      String path, String action, Object params, RequestOptions options) {
    return CompletableFuture.failedFuture(
        new UnsupportedOperationException("this exchange has no conversations"));
  }

  /**
   * Calls an action on every node that offers it and has a link, this one included, and collects
   * what they answer; nodes that another one relays to are asked only if there is no such node.
   * Completes when all have answered or failed, at the deadline at the latest; that some or all
   * have failed is no failure of the whole.
   *
   * <p>Target, role and versions of the options choose among the nodes; balancer, retries and
   * hedging mean nothing here. Threads and blocking are as for {@link #request}. The future fails
   * with {@link RequestException} if there is no such node, there are more than {@link
   * #MOST_ASKED}, or an option cannot be used.
   */
  default CompletableFuture<Gathered> requestAll(
      String path, String action, Object params, RequestOptions options) {
    throw new UnsupportedOperationException("this exchange asks one node at a time");
  }

  /** The most nodes that one request may ask: a peer's company is a tenth of it. */
  int MOST_ASKED = 1024;
}
