package io.weft.node.router;

import io.weft.exchange.ApplicationException;
import io.weft.exchange.Request;
import io.weft.exchange.RequestException;
import io.weft.node.directory.Counters.Ending;
import io.weft.node.directory.LocalService;
import io.weft.node.streams.Talk;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A handler with a conversation: runs it, and ends the conversation as it ends. For a caller of
 * this process as of another.
 */
final class Performance implements Runnable {
  private final LocalService service;
  private final Request request;
  private final Talk talk;
  private final Executor threads;
  private long begunNanos;

  /**
   * @param threads for a result that comes later, and may have to wait for room
   */
  Performance(LocalService service, Request request, Talk talk, Executor threads) {
    this.service = service;
    this.request = request;
    this.talk = talk;
    this.threads = threads;
  }

  @Override
  public void run() {
    begunNanos = System.nanoTime();
    service.counters().begin();
    try {
      Object result = service.handler().handle(request);
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
    counted(Ending.ANSWERED);
  }

  private void fail(Throwable thrown) {
    Throwable failure =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    boolean told =
        failure instanceof ApplicationException
            || failure instanceof RequestException
            || failure instanceof InterruptedException;
    if (talk.isOver() && told) {
      counted(Ending.FAILED); // most probably because it was over
      return;
    }
    if (failure instanceof InterruptedException) {
      talk.cancel("stopping", talk + " was interrupted: its node stops");
      counted(Ending.FAILED);
      return;
    }
    talk.fail(HandlerFailure.of(service, request.action(), failure));
    counted(Ending.APPLICATION_ERROR);
  }

  private void counted(Ending how) {
    service.counters().end(System.nanoTime() - begunNanos, how);
  }
}
