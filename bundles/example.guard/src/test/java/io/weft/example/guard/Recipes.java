package io.weft.example.guard;

import io.weft.exchange.ApplicationException;
import io.weft.exchange.Ending;
import io.weft.exchange.Exchange;
import io.weft.exchange.Intercepted;
import io.weft.exchange.Interceptor;
import io.weft.exchange.Reply;
import io.weft.exchange.Request;
import io.weft.exchange.RequestException;
import io.weft.exchange.RequestOptions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The code of docs/interceptors.md and docs/services.md: compiled, so that it stays true. */
final class Recipes {
  private static final Logger LOG = LoggerFactory.getLogger(Recipes.class);

  private Recipes() {}

  static final class Slowest implements Interceptor {
    @Override
    public Watch asking(Intercepted request) {
      String what = request.path() + " " + request.action();
      return ending -> report(what, ending);
    }

    private void report(String what, Ending ending) {
      if (ending.took().compareTo(Duration.ofSeconds(1)) > 0) {
        LOG.info("{} took {} and {}", what, ending.took(), ending.how());
      }
    }
  }

  static CompletableFuture<Reply> below(Exchange exchange, Request request) {
    return exchange.request(
        "user/find", "one", request.as(byte[].class), RequestOptions.DEFAULT.within(request));
  }

  static void cancel(Exchange exchange) {
    CompletableFuture<Reply> answer =
        exchange.request(
            "guarded/primes",
            "count",
            new Primes.Below(50_000_000),
            RequestOptions.DEFAULT
                .withDeadline(Duration.ofSeconds(20))
                .withHeader("tenant", "studio"));
    answer.cancel(true); // nobody waits any more: the handler is told
  }

  static Object waits(Request request) throws InterruptedException {
    request.interruptWhenCancelled(); // this thread, until the handler returns
    new CountDownLatch(1).await(); // or a queue, or a socket
    return null;
  }

  static Object later(Request request, CompletableFuture<Object> result) {
    request.whenCancelled(() -> result.cancel(false));
    return result;
  }

  static Object find(Map<String, Object> users, String user) {
    if (users.containsKey(user)) {
      return users.get(user);
    }
    throw new ApplicationException(
        "no_such_user", "nobody is called " + user, Map.of("user", user));
  }

  static String explain(CompletableFuture<Reply> answer) {
    try {
      return answer.join().as(String.class);
    } catch (CompletionException e) {
      if (e.getCause() instanceof ApplicationException error) {
        return error.code() + " " + error.details();
      }
      if (e.getCause() instanceof RequestException failure) {
        return failure.reason() + (failure.retrySafe() ? ", try again" : ", it may have run");
      }
      throw e;
    }
  }
}
