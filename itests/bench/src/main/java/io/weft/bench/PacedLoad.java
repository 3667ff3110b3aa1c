package io.weft.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Makes calls at a rate of its own, however fast they are answered. A call's time begins when it is
 * its turn to be sent: what holds up the sender counts, and so does the wait of those that find too
 * many others under way. One thread sends.
 */
final class PacedLoad {

  /** Between looks at the clock; some calls are due then and go together. */
  private static final long STEP_NANOS = 50_000;

  /** Share of the time that is not counted: the pipes fill. */
  private static final double LEAD = 0.2;

  private static final int MAX_SAMPLES = 1 << 21;
  private static final Duration LAST_ANSWERS = Duration.ofSeconds(30);

  private final Scenario scenario;
  private final BlockingQueue<Place> free;
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final AtomicInteger answered = new AtomicInteger();
  private final Samples samples = new Samples(MAX_SAMPLES);
  private volatile boolean counting;

  private PacedLoad(Caller caller, Scenario scenario) {
    this.scenario = scenario;
    this.free = new ArrayBlockingQueue<>(scenario.parallel());
    byte[] payload = scenario.filling().bytes(scenario.size());
    for (int i = 0; i < scenario.parallel(); i++) {
      Place place = new Place();
      place.slot = caller.slot(payload, place);
      free.add(place);
    }
  }

  /** Runs the scenario; blocks until the last answer is there. */
  static Measurement run(Caller caller, Scenario scenario, Duration duration) throws IOException {
    return new PacedLoad(caller, scenario).run(duration);
  }

  private Measurement run(Duration duration) throws IOException {
    Usage before = Usage.now();
    send(Math.round(duration.toNanos() * LEAD));
    int early = answered.get();
    counting = true;
    long begun = System.nanoTime();
    send(duration.toNanos());
    long nanos = System.nanoTime() - begun;
    int calls = answered.get() - early;
    counting = false;
    long until = System.nanoTime() + LAST_ANSWERS.toNanos();
    while (free.remainingCapacity() > 0 && failure.get() == null && System.nanoTime() < until) {
      LockSupport.parkNanos(STEP_NANOS);
    }
    if (failure.get() != null || free.remainingCapacity() > 0) {
      throw new IOException("a call failed or was not answered: " + failure.get(), failure.get());
    }
    Usage used = Usage.now().since(before);
    synchronized (samples) {
      return new Measurement(
          calls,
          nanos,
          samples.percentile(0.5),
          samples.percentile(0.99),
          answered.get(),
          used,
          new Usage(0, 0));
    }
  }

  private void send(long nanos) {
    long begun = System.nanoTime();
    long sent = 0;
    boolean late = false;
    for (long now = begun; now - begun < nanos; now = System.nanoTime()) {
      long due = (long) ((now - begun) * 1e-9 * scenario.rate());
      Place place = sent < due ? free.poll() : null;
      for (; place != null; place = sent < due ? free.poll() : null) {
        place.begunNanos = late ? begun + (long) (sent * 1e9 / scenario.rate()) : now;
        sent++;
        place.slot.run();
      }
      late = sent < due;
      LockSupport.parkNanos(STEP_NANOS);
    }
  }

  private final class Place implements Caller.Answer {
    private Runnable slot;
    private long begunNanos;

    @Override
    public void answered(int bytes) {
      if (counting) {
        synchronized (samples) {
          samples.add(System.nanoTime() - begunNanos);
        }
      }
      answered.incrementAndGet();
      free.add(this);
    }

    @Override
    public void failed(Throwable cause) {
      failure.compareAndSet(null, cause);
    }
  }
}
