package io.weft.node.router;

import io.weft.exchange.ApplicationException;
import io.weft.exchange.PayloadException;
import io.weft.exchange.RequestException;
import io.weft.exchange.Service;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what a handler threw into the error that its caller gets. */
final class HandlerFailure {
  private static final Logger LOG = LoggerFactory.getLogger(HandlerFailure.class);

  private HandlerFailure() {}

  /**
   * Whether it is what a handler throws that is ended with its request: interrupted, cancelled, or
   * because what it asked of others had no more time either.
   */
  static boolean isOfTheEnd(Throwable thrown) {
    Throwable failure = unwrapped(thrown);
    return failure instanceof InterruptedException
        || failure instanceof CancellationException
        || (failure instanceof RequestException known
            && known.reason() == RequestException.Reason.DEADLINE);
  }

  private static Throwable unwrapped(Throwable thrown) {
    return thrown instanceof CompletionException wrapped && wrapped.getCause() != null
        ? wrapped.getCause()
        : thrown;
  }

  /** The caller learns what is meant for it; the rest stays in this node's log. */
  static ApplicationException of(Service service, String action, Throwable thrown) {
    Throwable failure = unwrapped(thrown);
    if (failure instanceof ApplicationException known) {
      return known;
    }
    if (failure instanceof PayloadException unreadable) {
      return new ApplicationException(
          ApplicationException.BAD_PARAMS, String.valueOf(unreadable.getMessage()));
    }
    if (failure instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    String name = service.description().path() + " " + action;
    LOG.warn("the handler of {} failed", name, failure);
    return new ApplicationException(
        ApplicationException.INTERNAL,
        "the handler of " + name + " failed with a " + failure.getClass().getSimpleName());
  }
}
