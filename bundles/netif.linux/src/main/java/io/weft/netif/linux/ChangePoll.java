package io.weft.netif.linux;

import io.weft.netif.InterfaceDetector.Watch;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks again and again, on one daemon thread while somebody watches, and calls back when what it
 * sees is no longer equal to what it saw before.
 */
final class ChangePoll implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ChangePoll.class);

  /** For a callback that runs: below the five seconds that Felix SCR waits for a lock. */
  private static final long CLOSE_WAIT_MILLIS = 2_000;

  /** What is compared. */
  interface Look {
    Object now() throws IOException;
  }

  private final String threadName;
  private final Duration interval;
  private final Look look;
  private final ReentrantLock lock = new ReentrantLock();
  private final List<Watching> watches = new CopyOnWriteArrayList<>();
  private @Nullable Loop loop;
  private boolean closed;

  ChangePoll(String threadName, Duration interval, Look look) {
    this.threadName = threadName;
    this.interval = interval;
    this.look = look;
  }

  /**
   * Watches from now on: what changes after this has returned is told.
   *
   * @throws IllegalStateException after {@link #close}
   */
  Watch watch(Runnable onChange) {
    Watching watching = new Watching(onChange);
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the interface detector was closed");
      }
      watches.add(watching);
      if (loop == null) {
        loop = new Loop();
        loop.thread.start();
      }
    } finally {
      lock.unlock();
    }
    return watching;
  }

  /** Ends all watches. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
    watches.forEach(Watching::close);
  }

  private void remove(Watching watching) {
    Loop last = null;
    lock.lock();
    try {
      watches.remove(watching);
      if (watches.isEmpty()) {
        last = loop;
        loop = null;
      }
    } finally {
      lock.unlock();
    }
    if (last != null) {
      last.end();
    }
  }

  private final class Watching implements Watch {
    private final Runnable onChange;
    private final ReentrantLock calling = new ReentrantLock();
    private volatile boolean open = true;

    Watching(Runnable onChange) {
      this.onChange = onChange;
    }

    void call() {
      calling.lock();
      try {
        if (open) {
          onChange.run();
        }
      } catch (RuntimeException | Error e) {
        LOG.warn("A callback for changed network interfaces failed; it stays registered", e);
      } finally {
        calling.unlock();
      }
    }

    /** Returns when no call runs any more, unless the call itself closes. */
    @Override
    public void close() {
      open = false;
      remove(this);
      try {
        if (calling.tryLock(CLOSE_WAIT_MILLIS, TimeUnit.MILLISECONDS)) {
          calling.unlock();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private final class Loop implements Runnable {
    private final Thread thread = new Thread(this, threadName);
    private final CountDownLatch ended = new CountDownLatch(1);
    private @Nullable Object seen;
    private boolean blind;

    Loop() {
      thread.setDaemon(true);
      seen = lookOrKeep();
    }

    @Override
    public void run() {
      try {
        while (!ended.await(interval.toMillis(), TimeUnit.MILLISECONDS)) {
          Object before = seen;
          seen = lookOrKeep();
          if (seen != null && !seen.equals(before)) {
            watches.forEach(Watching::call);
          }
        }
      } catch (InterruptedException e) {
        LOG.warn("{} was interrupted: changes are no longer seen", threadName);
      }
    }

    private @Nullable Object lookOrKeep() {
      try {
        Object now = look.now();
        blind = false;
        return now;
      } catch (IOException e) {
        if (!blind) {
          blind = true;
          LOG.warn("Network interfaces cannot be read, trying on: {}", e.toString());
        }
        return seen;
      }
    }

    void end() {
      ended.countDown();
      if (Thread.currentThread() == thread) {
        return;
      }
      try {
        thread.join(CLOSE_WAIT_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
