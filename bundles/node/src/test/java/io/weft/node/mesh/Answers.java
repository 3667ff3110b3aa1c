package io.weft.node.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.weft.exchange.Reply;
import io.weft.exchange.RequestException;
import io.weft.exchange.RequestException.Outcome;
import io.weft.exchange.RequestException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for answers, with a deadline. */
final class Answers {

  private Answers() {}

  static <T> T get(CompletableFuture<T> answer)
      throws InterruptedException, ExecutionException, TimeoutException {
    return answer.get(Lab.SOON.toSeconds(), TimeUnit.SECONDS);
  }

  static String text(CompletableFuture<Reply> answer)
      throws InterruptedException, ExecutionException, TimeoutException {
    return new String(get(answer).as(byte[].class), StandardCharsets.UTF_8);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static RequestException failure(CompletableFuture<?> answer) {
    return (RequestException)
        catchThrowableOfType(ExecutionException.class, () -> get(answer)).getCause();
  }

  /** Nothing was sent, because of an option. */
  static RequestException badOption(CompletableFuture<?> answer) {
    RequestException failure = failure(answer);
    assertThat(failure.reason()).isEqualTo(Reason.BAD_OPTIONS);
    assertThat(failure.outcome()).isEqualTo(Outcome.NOT_SENT);
    return failure;
  }
}
