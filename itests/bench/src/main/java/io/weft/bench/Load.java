package io.weft.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** Makes calls for a while and counts them. One at a time. */
final class Load {

  /** Share of the time before counting begins: the pipes fill. */
  private static final double LEAD = 0.2;

  /** Samples that are kept: some seconds of the fastest ping-pong there is. */
  private static final int MAX_SAMPLES = 1 << 21;

  private static final int LAST_ANSWER_SECONDS = 30;

  private final Scenario scenario;
  private final byte[] payload;
  private final List<Place> places = new ArrayList<>();
  private final CountDownLatch done;
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final Samples samples;
  private volatile boolean running = true;
  private volatile boolean counting;

  private Load(Scenario scenario) {
    this.scenario = scenario;
    this.payload = scenario.filling().bytes(scenario.size());
    this.samples = new Samples(scenario.isPingPong() ? MAX_SAMPLES : 0);
    this.done = new CountDownLatch(scenario.parallel());
  }

  /** Runs the scenario; blocks until the last answer is there. */
  static Measurement run(Caller caller, Scenario scenario, Duration duration) throws IOException {
    return scenario.isPaced()
        ? PacedLoad.run(caller, scenario, duration)
        : new Load(scenario).run(caller, duration);
  }

  private Measurement run(Caller caller, Duration duration) throws IOException {
    Usage before = Usage.now();
    CountDownLatch end = new CountDownLatch(1);
    start(caller, end);
    pause(Math.round(duration.toNanos() * LEAD));
    counting = true;
    long begunCalls = calls();
    long begun = System.nanoTime();
    pause(duration.toNanos());
    long calls = calls() - begunCalls;
    long nanos = System.nanoTime() - begun;
    running = false;
    try {
      if (!done.await(LAST_ANSWER_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("no answer within " + LAST_ANSWER_SECONDS + " s: " + scenario);
      }
    } catch (InterruptedException e) {
      throw new IOException("interrupted", e);
    }
    Usage used = Usage.now().since(before);
    end.countDown();
    if (failure.get() != null) {
      throw new IOException("a call failed: " + failure.get(), failure.get());
    }
    return new Measurement(
        calls,
        nanos,
        samples.percentile(0.5),
        samples.percentile(0.99),
        calls(),
        used,
        new Usage(0, 0));
  }

  private void start(Caller caller, CountDownLatch end) {
    for (int i = 0; i < scenario.parallel(); i++) {
      Place place = new Place();
      places.add(place);
      if (scenario.blocking()) {
        Caller.Asking call = caller.waiting(payload);
        Thread thread = new Thread(() -> place.waitAgainAndAgain(call, end), "caller-" + i);
        thread.setDaemon(true);
        thread.start();
      } else {
        place.slot = caller.slot(payload, place);
      }
    }
    if (!scenario.blocking()) {
      places.forEach(Place::send);
    }
  }

  private long calls() {
    return places.stream().mapToLong(place -> place.calls.get()).sum();
  }

  static void pause(long nanos) {
    long until = System.nanoTime() + nanos;
    for (long left = nanos; left > 0; left = until - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  /** One of the calls under way: the next one follows when its answer is there. */
  private final class Place implements Caller.Answer {
    private final AtomicLong calls = new AtomicLong(); // written by one thread at a time
    private Runnable slot;
    private long sentNanos;

    void send() {
      if (scenario.isPingPong()) {
        sentNanos = System.nanoTime();
      }
      slot.run();
    }

    @Override
    public void answered(int bytes) {
      if (scenario.isPingPong() && counting) {
        samples.add(System.nanoTime() - sentNanos);
      }
      if (count(bytes)) {
        send();
      } else {
        done.countDown();
      }
    }

    @Override
    public void failed(Throwable cause) {
      failure.compareAndSet(null, cause);
      running = false;
      done.countDown();
    }

    void waitAgainAndAgain(Caller.Asking call, CountDownLatch end) {
      try {
        boolean more = true;
        while (more) {
          more = count(call.ask());
        }
      } catch (RuntimeException e) {
        failure.compareAndSet(null, e);
        running = false;
      } finally {
        done.countDown();
        awaitQuietly(end); // what a thread has allocated is only known while it lives
      }
    }

    private boolean count(int bytes) {
      if (bytes != payload.length) {
        failure.compareAndSet(
            null, new IOException(bytes + " bytes were answered to " + payload.length));
        running = false;
      }
      calls.setRelease(calls.getPlain() + 1);
      return running;
    }
  }

  private static void awaitQuietly(CountDownLatch end) {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
