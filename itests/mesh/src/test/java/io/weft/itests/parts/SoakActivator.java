package io.weft.itests.parts;

import io.weft.events.Event;
import io.weft.events.Events;
import io.weft.exchange.Exchange;
import io.weft.exchange.Handler;
import io.weft.exchange.Reply;
import io.weft.exchange.Request;
import io.weft.exchange.RequestOptions;
import io.weft.exchange.ServiceAt;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;

/**
 * A service that asks another and publishes at a modest pace for hours: {@code start PATH} begins,
 * {@code end} ends, {@code figures} tells how it went, {@code heap} what is left of the heap after
 * it was collected. It also echoes, and hears {@code soak/**}.
 */
public final class SoakActivator implements BundleActivator, Handler {
  private static final int REQUESTS_A_SECOND = 400;

  /** One event for so many requests. */
  private static final int EVENT_EACH = 4;

  /** One large payload for so many requests. */
  private static final int LARGE_EACH = 100;

  /** So many topics and content types of events, again and again. */
  private static final int TOPICS = 1_000;

  private static final int SMALL = 200;
  private static final int LARGE = 100_000;

  private final LongAdder answered = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder heard = new LongAdder();
  private final AtomicReference<String> firstFailure = new AtomicReference<>("");
  private final byte[] small = new byte[SMALL];
  private final byte[] large = new byte[LARGE];
  private BundleContext context;
  private volatile boolean running;

  @Override
  public void start(BundleContext started) {
    context = started;
    new Random(1).nextBytes(small);
    new Random(2).nextBytes(large);
    String path = context.getBundle().getHeaders("").get(ServiceJar.PATH_HEADER);
    context.registerService(
        Handler.class,
        this,
        FrameworkUtil.asDictionary(
            Map.of(
                ServiceAt.PREFIX_ + "path",
                path,
                ServiceAt.PREFIX_ + "actions",
                new String[] {"start", "end", "figures", "heap", "echo"})));
    Events events = context.getService(context.getServiceReference(Events.class));
    events.subscribe("soak/**", this::hear);
  }

  private void hear(Event event) {
    event.as(byte[].class);
    heard.increment();
  }

  @Override
  public void stop(BundleContext stopped) {
    running = false;
  }

  @Override
  public Object handle(Request request) {
    switch (request.action()) {
      case "start" -> {
        String path = request.as(String.class);
        running = true;
        Thread thread = new Thread(() -> run(path), "soak");
        thread.setDaemon(true);
        thread.start();
        return null;
      }
      case "end" -> {
        running = false;
        return null;
      }
      case "echo" -> {
        return request.as(byte[].class);
      }
      case "heap" -> {
        return heapAfterCollection();
      }
      default -> {
        return figures();
      }
    }
  }

  private Map<String, Object> figures() {
    Map<String, Object> figures = new HashMap<>();
    figures.put("answered", answered.sum());
    figures.put("failed", failed.sum());
    figures.put("heard", heard.sum());
    figures.put("firstFailure", firstFailure.get());
    return figures;
  }

  /** Twice: what the first one finds may be freed by the second only. */
  private static long heapAfterCollection() {
    System.gc();
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private void run(String path) {
    Exchange exchange = context.getService(context.getServiceReference(Exchange.class));
    Events events = context.getService(context.getServiceReference(Events.class));
    RequestOptions options = RequestOptions.DEFAULT.withDeadline(Duration.ofSeconds(30));
    long pause = Duration.ofSeconds(1).toNanos() / REQUESTS_A_SECOND;
    long due = System.nanoTime();
    for (long turn = 0; running; turn++) {
      due += pause;
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      byte[] payload = turn % LARGE_EACH == 0 ? large : small;
      exchange
          .request(path, "echo", payload, options)
          .whenComplete((reply, failure) -> ended(payload, reply, failure));
      if (turn % EVENT_EACH == 0) {
        events.publish("soak/" + turn % TOPICS, payload);
      }
    }
  }

  private void ended(byte[] payload, Reply reply, Throwable failure) {
    if (failure == null && Arrays.equals(reply.as(byte[].class), payload)) {
      answered.increment();
    } else {
      failed.increment();
      firstFailure.compareAndSet("", failure == null ? "other bytes" : failure.toString());
    }
  }
}
