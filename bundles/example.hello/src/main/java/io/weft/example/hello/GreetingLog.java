package io.weft.example.hello;

import io.weft.events.Event;
import io.weft.events.EventHandler;
import io.weft.events.SubscribesTo;
import io.weft.example.hello.Hello.Greeted;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A subscriber: counts the greetings in the whole network and logs them, one line a second. */
@Component
@SubscribesTo(topics = "hello/*")
public final class GreetingLog implements EventHandler {
  private static final Logger LOG = LoggerFactory.getLogger(GreetingLog.class);

  /** Between two lines: readable, however many greetings there are. */
  static final Duration PACE = Duration.ofSeconds(1);

  private final LongSupplier nanoTime;
  private long greetings;
  private long lines;
  private long lastLineNanos;

  @Activate
  public GreetingLog() {
    this(System::nanoTime);
  }

  GreetingLog(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** One thread at a time calls this, so the counters need no lock. */
  @Override
  public void on(Event event) {
    greetings++;
    long now = nanoTime.getAsLong();
    if (lines == 0 || now - lastLineNanos >= PACE.toNanos()) {
      lines++;
      lastLineNanos = now;
      LOG.info("{}: {}, {} so far", event.topic(), event.as(Greeted.class), greetings);
    }
  }

  long greetings() {
    return greetings;
  }

  long lines() {
    return lines;
  }
}
