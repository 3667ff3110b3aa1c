package io.weft.node.router;

import io.weft.exchange.ApplicationException;
import io.weft.exchange.PayloadException;
import io.weft.exchange.Service;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what a handler threw into the error that its caller gets. */
final class HandlerFailure {
  private static final Logger LOG = LoggerFactory.getLogger(HandlerFailure.class);

  private HandlerFailure() {}

  /** The caller learns what is meant for it; the rest stays in this node's log. */
  static ApplicationException of(Service service, String action, Throwable thrown) {
    Throwable failure =
        thrown instanceof CompletionException wrapped && wrapped.getCause() != null
            ? wrapped.getCause()
            : thrown;
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
