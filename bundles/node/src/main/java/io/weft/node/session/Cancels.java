package io.weft.node.session;

import io.weft.node.wire.WireMessages;
import io.weft.transport.Frame;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells the peer which requests nobody waits for any more, on a thread that may block: whoever
 * cancels does not wait for a slow peer. Safe on every thread.
 */
final class Cancels {

  /** That wait to be told; of more the peer is not told: their deadlines end them there. */
  static final int MAX_WAITING = 4096;

  private record Waiting(long messageId, SessionLink carrier) {}

  private final Executor background;
  private final Consumer<Frame> anyWay;
  private final ReentrantLock lock = new ReentrantLock();
  private final Queue<Waiting> queue = new ArrayDeque<>();
  private boolean telling;

  /**
   * @param anyWay sends on whatever link there is, or nowhere
   */
  Cancels(Executor background, Consumer<Frame> anyWay) {
    this.background = background;
    this.anyWay = anyWay;
  }

  /**
   * Nobody waits for this one any more. Does not block.
   *
   * @param carrier took the request: on it the request comes first
   */
  void tell(long messageId, SessionLink carrier) {
    lock.lock();
    try {
      if (queue.size() >= MAX_WAITING) {
        return;
      }
      queue.add(new Waiting(messageId, carrier));
      if (telling) {
        return;
      }
      telling = true;
    } finally {
      lock.unlock();
    }
    try {
      background.execute(this::tellAll);
    } catch (RejectedExecutionException e) {
      stopped(); // the node stops, and its peers hear of that
    }
  }

  private void tellAll() {
    for (Waiting next = next(); next != null; next = next()) {
      Frame frame = Frame.of(WireMessages.cancel(next.messageId));
      if (!next.carrier.send(frame, false)) {
        anyWay.accept(frame);
      }
    }
  }

  private @Nullable Waiting next() {
    lock.lock();
    try {
      Waiting next = queue.poll();
      telling = next != null;
      return next;
    } finally {
      lock.unlock();
    }
  }

  private void stopped() {
    lock.lock();
    try {
      queue.clear();
      telling = false;
    } finally {
      lock.unlock();
    }
  }
}
