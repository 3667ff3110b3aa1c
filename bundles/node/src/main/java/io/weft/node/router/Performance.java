package io.weft.node.router;

import io.weft.exchange.ApplicationException;
import io.weft.exchange.Ending.How;
import io.weft.exchange.RequestException;
import io.weft.node.directory.Counters.Ending;
import io.weft.node.directory.LocalService;
import io.weft.node.streams.Talk;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A handler with a conversation: runs it, past the interceptors, and ends the conversation as it
 * ends. For a caller of this process as of another.
 */
final class Performance implements Runnable {
  private final Audience request;
  private final LocalService service;
  private final Talk talk;
  private final Interceptors interceptors;
  private final Executor threads;
  private @Nullable Interception passing;
  private long begunNanos;

  /**
   * @param threads for a result that comes later, and may have to wait for room
   */
  Performance(Audience request, Interceptors interceptors, Executor threads) {
    this.request = request;
    this.service = request.asked().service();
    this.talk = request.talk();
    this.interceptors = interceptors;
    this.threads = threads;
  }

  @Override
  public void run() {
    begunNanos = System.nanoTime();
    service.counters().begin();
    try {
      Object result;
      try {
        Interception seen = interceptors.serving(request, request.overNanos());
        passing = seen;
        if (seen != null) {
          request.headers(seen.headers());
        }
        result = service.handler().handle(request);
      } finally {
        request.returned();
      }
      if (result instanceof CompletionStage<?> later) {
        later.whenComplete(this::endLater);
      } else {
        end(result);
      }
    } catch (Exception | Error e) { // a bundle that goes while it runs throws linkage errors
      fail(e);
    }
  }

  private void endLater(@Nullable Object result, @Nullable Throwable failure) {
    if (failure != null) {
      fail(failure);
    } else if (result == null) {
      end();
    } else {
      try {
        threads.execute(
            () -> {
              try {
                end(result);
              } catch (Exception | Error e) {
                fail(e);
              }
            });
      } catch (RejectedExecutionException e) {
        fail(new ApplicationException("overloaded", "too many handlers run on the node"));
      }
    }
  }

  private void end(@Nullable Object result) throws InterruptedException {
    if (result != null && !result.equals(Optional.empty())) {
      talk.outgoing().send(result);
    }
    end();
  }

  private void end() {
    talk.finish();
    ended(Ending.ANSWERED, How.ANSWERED, "");
  }

  private void fail(Throwable thrown) {
    Throwable failure =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    boolean stopped =
        failure instanceof InterruptedException || failure instanceof CancellationException;
    boolean told =
        stopped || failure instanceof ApplicationException || failure instanceof RequestException;
    if (talk.isOver() && told) {
      ended(Ending.FAILED, How.CANCELLED, ""); // most probably because it was over
      return;
    }
    if (stopped) {
      talk.cancel("stopping", talk + " was interrupted: its node stops");
      ended(Ending.FAILED, How.FAILED, "stopping");
      return;
    }
    ApplicationException error = HandlerFailure.of(service, request.action(), failure);
    talk.fail(error);
    ended(Ending.APPLICATION_ERROR, How.ERROR, error.code());
  }

  private void ended(Ending counted, How how, String code) {
    service.counters().end(System.nanoTime() - begunNanos, counted);
    Interception seen = passing;
    if (seen != null) {
      seen.ended(how, code);
    }
  }
}
