package io.weft.example.hello;

import io.weft.example.hello.Ticker.Pace;
import io.weft.example.hello.Ticker.Sum;
import io.weft.example.hello.Ticker.Tick;
import io.weft.exchange.Conversation;
import io.weft.exchange.Exchange;
import io.weft.exchange.RequestOptions;
import java.time.Duration;

/** The callers of docs/streams.md: compiled, so that they stay. */
final class StreamRecipes {
  private StreamRecipes() {}

  static void take(Exchange exchange) throws InterruptedException {
    RequestOptions within = RequestOptions.DEFAULT.withDeadline(Duration.ofMinutes(1));
    try (Conversation ticks = exchange.open("ticker", "ticks", new Pace(5, 200), within).join()) {
      ticks.incoming().each(Tick.class, tick -> System.out.println(tick.number()));
    }
  }

  static Sum give(Exchange exchange) throws InterruptedException {
    try (Conversation sum = exchange.open("ticker", "sum", null, RequestOptions.DEFAULT).join()) {
      for (long number = 1; number <= 1000; number++) {
        sum.outgoing().send(number);
      }
      sum.outgoing().end();
      return sum.incoming().next().orElseThrow().as(Sum.class);
    }
  }
}
