package io.weft.node.mesh;

import io.weft.node.router.HandlerThreads;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads for the node's own tasks. Safe on every thread. */
final class Background implements Executor {
  private static final Logger LOG = LoggerFactory.getLogger(Mesh.class);

  private final ExecutorService threads;

  /**
   * @param most threads, which come when they are needed
   */
  Background(String role, int most) {
    threads = HandlerThreads.ofTheSystem(role, most);
  }

  /**
   * Runs a task of which somebody waits for the end.
   *
   * @throws RejectedExecutionException if the node stops
   */
  @Override
  public void execute(Runnable task) {
    threads.execute(task);
  }

  /** Runs a task that may as well be left if the node stops. */
  void later(Runnable task) {
    try {
      threads.execute(task);
    } catch (RejectedExecutionException e) {
      LOG.debug("stopping: a task is left");
    }
  }

  /** What is not done yet is left. */
  void stop() {
    threads.shutdownNow();
  }
}
