package io.weft.node.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CancellationTest {
  private final AtomicInteger told = new AtomicInteger();
  private final Cancellation cancellation = new Cancellation(Runnable::run);

  @Test
  void everyoneIsToldOnceWhateverTheOthersDo() {
    cancellation.whenCancelled(
        () -> {
          throw new IllegalStateException("a test");
        });
    cancellation.whenCancelled(told::incrementAndGet);

    cancellation.cancel();
    cancellation.cancel();
    cancellation.whenCancelled(told::incrementAndGet);

    assertThat(told).hasValue(2);
  }

  @Test
  void afterTheAnswerNobodyIsToldOrInterrupted() {
    CompletableFuture<Void> timer = new CompletableFuture<>();
    cancellation.timedBy(timer);
    cancellation.whenCancelled(told::incrementAndGet);
    cancellation.interruptsThisThread();

    cancellation.over();
    cancellation.cancel();
    cancellation.whenCancelled(told::incrementAndGet);

    assertThat(told).hasValue(0);
    assertThat(timer).isCancelled();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void theThreadKeepsNoInterruptThatWasForTheHandler() {
    cancellation.interruptsThisThread();
    cancellation.cancel();
    assertThat(Thread.currentThread().isInterrupted()).isTrue();

    cancellation.returned();

    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void soManyMayWantToKnow() {
    for (int i = 0; i < Cancellation.MAX_TOLD; i++) {
      cancellation.whenCancelled(told::incrementAndGet);
    }

    assertThatThrownBy(() -> cancellation.whenCancelled(told::incrementAndGet))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("64");
    cancellation.cancel();
    assertThat(told).hasValue(Cancellation.MAX_TOLD);
  }
}
