package io.weft.example.hello;

import io.weft.exchange.ApplicationException;
import io.weft.exchange.Conversation;
import io.weft.exchange.Handler;
import io.weft.exchange.Outgoing;
import io.weft.exchange.Request;
import io.weft.exchange.ServiceAt;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.osgi.service.component.annotations.Component;

/** Streams: one that is sent, and one that is taken. */
@Component
@ServiceAt(
    path = "ticker",
    version = "1.0.0",
    description = "Sends ticks as a stream, and adds up a stream of numbers.",
    actions = {"ticks", "sum"})
public final class Ticker implements Handler {

  /** What {@code ticks} takes: how many, and the pause after each. */
  public record Pace(int count, int millis) {}

  /** An item that {@code ticks} sends. */
  public record Tick(int number) {}

  /** What {@code sum} answers. */
  public record Sum(long items, long sum) {}

  @Override
  public Object handle(Request request) throws InterruptedException {
    return switch (request.action()) {
      case "ticks" -> ticks(request);
      case "sum" -> sum(request);
      default -> throw new IllegalStateException("not declared: " + request.action());
    };
  }

  private Optional<Tick> ticks(Request request) throws InterruptedException {
    Pace pace = request.as(Pace.class);
    if (pace == null || pace.count() < 0 || pace.millis() < 0) {
      throw new ApplicationException(
          ApplicationException.BAD_PARAMS, "ticks needs {\"count\": 5, \"millis\": 200}");
    }
    Outgoing out = request.conversation().outgoing();
    for (int i = 1; i <= pace.count(); i++) {
      out.send(new Tick(i)); // waits while the caller is slow; throws when it has gone
      TimeUnit.MILLISECONDS.sleep(pace.millis());
    }
    return Optional.empty(); // no last item beside them
  }

  private Sum sum(Request request) throws InterruptedException {
    LongAdder items = new LongAdder();
    LongAdder sum = new LongAdder();
    Conversation conversation = request.conversation();
    conversation
        .incoming()
        .each(
            Long.class,
            number -> {
              items.increment();
              sum.add(number);
            });
    return new Sum(items.sum(), sum.sum()); // the last item
  }
}
