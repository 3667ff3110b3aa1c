package io.weft.node.router;

import io.weft.exchange.ApplicationException;
import io.weft.exchange.Ending.How;
import io.weft.exchange.Reply;
import io.weft.exchange.RequestException;
import io.weft.exchange.RequestException.Outcome;
import io.weft.exchange.RequestException.Reason;
import io.weft.exchange.RequestOptions;
import io.weft.node.NodeId;
import io.weft.node.directory.Counters.Ending;
import io.weft.node.directory.LocalAction;
import io.weft.node.directory.LocalService;
import io.weft.node.payload.Codecs;
import io.weft.node.session.ReaderThread;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Requests whose handler is in this process: a method call, with the objects as they are. Safe on
 * every thread.
 */
final class LocalCalls {
  private final NodeId self;
  private final Codecs codecs;
  private final Executor handlers;
  private final Interceptors interceptors;
  private final Cancellations cancellations;

  /**
   * @param handlers runs what may block, if the caller may not
   */
  LocalCalls(
      NodeId self,
      Codecs codecs,
      Executor handlers,
      Interceptors interceptors,
      Cancellations cancellations) {
    this.self = self;
    this.codecs = codecs;
    this.handlers = handlers;
    this.interceptors = interceptors;
    this.cancellations = cancellations;
  }

  /** Calls the handler, on this thread unless that delivers frames and the handler may block. */
  CompletableFuture<Reply> call(
      LocalAction found, @Nullable Object params, RequestOptions options, long deadlineNanos) {
    LocalService service = found.service();
    LocalRequest request =
        new LocalRequest(codecs, found, params, options, self, cancellations, deadlineNanos);
    LocalAnswer answer = new LocalAnswer(request);
    if (service.nonBlocking() || !ReaderThread.isCurrent()) {
      invoke(service, request, options, answer);
      return answer;
    }
    try {
      handlers.execute(() -> invoke(service, request, options, answer));
      return answer;
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(
          new RequestException(
              Outcome.NOT_SENT, Reason.OVERLOADED, "too many handlers run on this node"));
    }
  }

  private void invoke(
      LocalService service, LocalRequest request, RequestOptions options, LocalAnswer answer) {
    long begin = System.nanoTime();
    service.counters().begin();
    Interception passing = null;
    try {
      if (!interceptors.none()) {
        passing = interceptors.serving(request, request.deadlineNanos());
        if (passing != null) {
          request.headers(passing.headers());
        }
      }
      Object result;
      try {
        result = service.handler().handle(request);
      } finally {
        request.returned();
      }
      if (result instanceof CompletionStage<?> later) {
        await(service, request, options, later, begin, passing, answer);
        return;
      }
      end(service, request, begin, passing, Ending.ANSWERED, How.ANSWERED, "");
      answer.complete(new LocalReply(codecs, result, options.contentType(), self));
    } catch (Exception | Error e) { // a bundle that goes while it runs throws linkage errors
      fail(service, request, begin, passing, e, answer);
    }
  }

  private static void fail(
      LocalService service,
      LocalRequest request,
      long begin,
      @Nullable Interception passing,
      Throwable thrown,
      LocalAnswer answer) {
    if (request.cancelled() && HandlerFailure.isOfTheEnd(thrown)) {
      end(service, request, begin, passing, Ending.FAILED, How.FAILED, "deadline");
      answer.completeExceptionally(late(request));
      return;
    }
    ApplicationException error = HandlerFailure.of(service, request.action(), thrown);
    end(service, request, begin, passing, Ending.APPLICATION_ERROR, How.ERROR, error.code());
    answer.completeExceptionally(error);
  }

  private static RequestException late(LocalRequest request) {
    return new RequestException(
        Outcome.UNKNOWN,
        Reason.DEADLINE,
        request.path() + " " + request.action() + " on this node did not answer in time");
  }

  private void await(
      LocalService service,
      LocalRequest request,
      RequestOptions options,
      CompletionStage<?> later,
      long begin,
      @Nullable Interception passing,
      LocalAnswer answer) {
    later.whenComplete(
        (result, failure) -> {
          if (failure == null) {
            end(service, request, begin, passing, Ending.ANSWERED, How.ANSWERED, "");
            answer.complete(new LocalReply(codecs, result, options.contentType(), self));
          } else {
            fail(service, request, begin, passing, failure, answer);
          }
        });
    if (!answer.isDone()) {
      request.whenCancelled(() -> answer.completeExceptionally(late(request)));
    }
  }

  private static void end(
      LocalService service,
      LocalRequest request,
      long begin,
      @Nullable Interception passing,
      Ending how,
      How seen,
      String code) {
    request.over();
    service.counters().end(System.nanoTime() - begin, how);
    if (passing != null) {
      passing.ended(seen, code);
    }
  }
}
