package io.weft.exchange;

import java.util.concurrent.CompletableFuture;
import org.osgi.annotation.versioning.ProviderType;

/** Calls services, wherever they are. Safe on every thread. */
@ProviderType
public interface Exchange {

  /**
   * Calls an action. A handler in this process is called directly, with the parameters as they are;
   * otherwise a node that offers the service answers.
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

  /** Calls an action with the {@linkplain RequestOptions#DEFAULT default options}. */
  default CompletableFuture<Reply> request(String path, String action, Object params) {
    return request(path, action, params, RequestOptions.DEFAULT);
  }
}
