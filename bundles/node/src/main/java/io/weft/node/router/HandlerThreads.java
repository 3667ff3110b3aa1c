package io.weft.node.router;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads for code that may block: a virtual thread for each task where Java has them (21 and
 * later, found at run time, because this is built for 17), else a bounded pool.
 */
public final class HandlerThreads {

  /** Tasks that may wait for a thread of the pool; more are refused. */
  private static final int MAX_WAITING = 16_384;

  /** Threads of the pool for each processor: handlers that block leave the processor to others. */
  private static final int THREADS_PER_PROCESSOR = 16;

  private HandlerThreads() {}

  /**
   * An executor whose {@code execute} throws {@link
   * java.util.concurrent.RejectedExecutionException} when too much is under way.
   *
   * @param role what the threads are for: part of their names
   */
  public static ExecutorService start(String role) {
    return start(
        role, Math.max(32, THREADS_PER_PROCESSOR * Runtime.getRuntime().availableProcessors()));
  }

  /**
   * The same for tasks that mostly wait for others.
   *
   * @param threads of the pool, where there is one
   */
  public static ExecutorService start(String role, int threads) {
    try {
      return virtual(role);
    } catch (ReflectiveOperationException e) {
      return pool(role, threads); // Java before 21
    }
  }

  /** Whether each task gets a virtual thread. */
  public static boolean virtualThreads() {
    return Runtime.version().feature() >= 21;
  }

  private static ExecutorService virtual(String role) throws ReflectiveOperationException {
    if (!virtualThreads()) {
      throw new NoSuchMethodException("virtual threads");
    }
    Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
    Class<?> type = Class.forName("java.lang.Thread$Builder");
    builder =
        type.getMethod("name", String.class, long.class).invoke(builder, "weft-" + role + "-", 0L);
    ThreadFactory factory = (ThreadFactory) type.getMethod("factory").invoke(builder);
    try {
      return (ExecutorService)
          Executors.class
              .getMethod("newThreadPerTaskExecutor", ThreadFactory.class)
              .invoke(null, factory);
    } catch (InvocationTargetException e) {
      throw new NoSuchMethodException("newThreadPerTaskExecutor: " + e.getCause());
    }
  }

  private static ExecutorService pool(String role, int threads) {
    AtomicInteger number = new AtomicInteger();
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MAX_WAITING),
            task -> {
              Thread thread = new Thread(task, "weft-" + role + "-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }
}
