package io.weft.channel;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.netty.util.concurrent.Future;
import io.weft.transport.DeliversFrames;
import io.weft.transport.Lane;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The threads that read and write the sockets: one group for control and calls, and one for bulk,
 * made when it is first asked for. Small calls beside two saturating bulk streams had a p99 of 2 to
 * 5 ms on one loop and under 1 ms on two, so the lanes do not share.
 */
public final class EventLoops {

  /** Loops end at once when nothing is left on them, and after this whatever is (seconds). */
  private static final int SHUTDOWN_SECONDS = 2;

  /** Four loops saturate the links that one node was seen to have; handlers need the rest. */
  private static final int AUTOMATIC_LOOPS = 4;

  private final String label;
  private final int loops;
  private final SystemIo io;
  private final CallsBeside callsBeside = new CallsBeside(System::nanoTime);
  private final EventLoopGroup calls;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable EventLoopGroup bulk;
  private boolean closed;

  /**
   * Starts the group for control and calls.
   *
   * @param label what the transport is called; the threads are {@code weft-label-N}, in lower case
   * @param loops threads of each group
   */
  public EventLoops(String label, int loops, SystemIo io) {
    this.label = label;
    this.loops = loops;
    this.io = io;
    calls = group("");
  }

  /** The number of loops to run if nobody chose one: half of the processors, 1 to 4. */
  public static int fitting() {
    return Math.min(AUTOMATIC_LOOPS, Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
  }

  /**
   * The threads for links of a lane.
   *
   * @throws IllegalStateException if the loops are closed
   */
  public EventLoopGroup serving(Lane lane) {
    if (lane != Lane.BULK) {
      return calls;
    }
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the " + label + " transport is stopped");
      }
      EventLoopGroup group = bulk;
      if (group == null) {
        group = group("bulk-");
        bulk = group;
      }
      return group;
    } finally {
      lock.unlock();
    }
  }

  /** Whether the caller is a thread that delivers frames, of whichever transport. */
  static boolean isCurrentThread() {
    return Thread.currentThread() instanceof DeliversFrames;
  }

  /** A small frame has come by the loop that is the caller. */
  static void smallReceived() {
    if (Thread.currentThread() instanceof LoopThread loop) {
      loop.calls.received();
    }
  }

  /** A small frame leaves by the loop that is the caller. */
  static void smallSent() {
    if (Thread.currentThread() instanceof LoopThread loop) {
      loop.calls.sent();
    }
  }

  /**
   * Lets others run first, on a loop for bulk, while calls go on; to be called after each tenth of
   * a millisecond of work. Else each step of a call waits for the end of a slice of time (2.8 ms on
   * Linux) where a file takes all processors. Without calls that would be a tenth of the speed for
   * nothing.
   */
  @SuppressWarnings("ThreadPriorityCheck") // a hint: nothing depends on it
  static void letCallsRun() {
    if (Thread.currentThread() instanceof LoopThread loop && loop.bulky && loop.calls.goOn()) {
      Thread.yield();
    }
  }

  /** Ends the threads; when it returns they are gone. */
  public void close() {
    List<EventLoopGroup> groups = new ArrayList<>(List.of(calls));
    lock.lock();
    try {
      closed = true;
      if (bulk != null) {
        groups.add(bulk);
      }
    } finally {
      lock.unlock();
    }
    List<Future<?>> ends = new ArrayList<>();
    for (EventLoopGroup group : groups) {
      ends.add(group.shutdownGracefully(0, SHUTDOWN_SECONDS, TimeUnit.SECONDS));
    }
    for (Future<?> end : ends) {
      end.awaitUninterruptibly(SHUTDOWN_SECONDS + 1, TimeUnit.SECONDS);
    }
  }

  private EventLoopGroup group(String lane) {
    AtomicInteger number = new AtomicInteger();
    String name = "weft-" + label.toLowerCase(Locale.ROOT) + "-" + lane;
    boolean bulky = !lane.isEmpty();
    ThreadFactory threads =
        task -> new LoopThread(task, name + number.incrementAndGet(), callsBeside, bulky);
    return new MultiThreadIoEventLoopGroup(loops, threads, io.handlers());
  }

  private static final class LoopThread extends FastThreadLocalThread implements DeliversFrames {
    private final CallsBeside calls;
    private final boolean bulky;

    LoopThread(Runnable task, String name, CallsBeside calls, boolean bulky) {
      super(task, name);
      this.calls = calls;
      this.bulky = bulky;
      setDaemon(true);
    }
  }
}
