package io.weft.node.router;

import java.lang.reflect.InvocationTargetException;
import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
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

  /** Of the pool. */
  private static final int LEAST_THREADS = 32;

  /**
   * Handlers that run at once where threads are virtual: with some ten kilobytes each, some ten
   * megabytes. More wait, by their priority.
   */
  private static final int VIRTUAL_AT_ONCE = 4096;

  private static final int IDLE_SECONDS = 10;

  /** Threads for tasks that last, where Java has no virtual ones; further tasks wait. */
  private static final int MOST_LASTING = 1024;

  private HandlerThreads() {}

  /**
   * An executor whose {@code execute} throws {@link
   * java.util.concurrent.RejectedExecutionException} when too much is under way.
   *
   * @param role what the threads are for: part of their names
   */
  public static ExecutorService start(String role) {
    try {
      return virtual(role);
    } catch (ReflectiveOperationException e) {
      return pool(role); // Java before 21
    }
  }

  /** The same for tasks that last and mostly wait, each on a thread of its own. */
  public static ExecutorService lasting(String role) {
    return virtualThreads() ? start(role) : ofTheSystem(role, MOST_LASTING);
  }

  /**
   * The same for the node's own tasks, which mostly wait for others: always threads of the system.
   * Virtual threads share as many carriers as there are processors, and one that waits for a class
   * to be initialised keeps its carrier: two of those, and a small machine dials no more.
   *
   * @param threads at most; they come when they are needed and go when they are not
   */
  public static ExecutorService ofTheSystem(String role, int threads) {
    // Hands over to a thread that waits, or else there is a new one, up to the limit; then it
    // queues.
    LinkedTransferQueue<Runnable> queue =
        new LinkedTransferQueue<>() {
          private static final long serialVersionUID = 1L;

          @Override
          public boolean offer(Runnable task) {
            return tryTransfer(task);
          }
        };
    return new ThreadPoolExecutor(
        0,
        threads,
        IDLE_SECONDS,
        TimeUnit.SECONDS,
        queue,
        named(role),
        (task, pool) -> {
          if (pool.isShutdown() || queue.size() >= MAX_WAITING) {
            throw new RejectedExecutionException("weft-" + role + ": " + pool);
          }
          queue.put(task);
        });
  }

  /** How many handlers may run at once. */
  static int atOnce() {
    return virtualThreads()
        ? VIRTUAL_AT_ONCE
        : Math.max(
            LEAST_THREADS, THREADS_PER_PROCESSOR * Runtime.getRuntime().availableProcessors());
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

  private static ExecutorService pool(String role) {
    int threads = atOnce();
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MAX_WAITING),
            named(role));
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  private static ThreadFactory named(String role) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread = bare(task, "weft-" + role + "-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  /**
   * A thread that remembers nothing of who made it. Until Java 24 a thread keeps the protection
   * domains, and so the class loaders, of all code on its maker's stack: a pool's thread that a
   * service's call has made would hold that service's bundle for as long as it lives.
   */
  @SuppressWarnings("removal") // there is no other way on the Javas that need it
  private static Thread bare(Runnable task, String name) {
    return AccessController.doPrivileged(
        (PrivilegedAction<Thread>)
            () -> {
              Thread thread = new Thread(null, task, name, 0, false);
              thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
              return thread;
            });
  }
}
