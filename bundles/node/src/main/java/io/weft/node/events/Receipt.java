package io.weft.node.events;

import io.weft.node.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What became of one event that is to be acknowledged, at the subscriptions of this node. Safe on
 * every thread.
 */
final class Receipt {

  /** How long a handler that has returned may take to acknowledge before it gets it again. */
  private static final long LATE_NANOS = Duration.ofSeconds(5).toNanos();

  /**
   * Which event.
   *
   * @param epoch the process of the publisher
   * @param apart whether the sequence is counted apart
   */
  record Key(NodeId publisher, long epoch, String topic, long sequence, boolean apart) {}

  /** Told of the end and of failures, on the thread on which they happen. */
  interface Witness {
    void handled(Receipt receipt);

    void failed(Receipt receipt, String why);
  }

  private enum State {
    AT_WORK,
    RETURNED,
    FAILED,
    DONE
  }

  private final Key key;
  private final Witness witness;
  private final ReentrantLock lock = new ReentrantLock();
  private final List<Part> parts = new ArrayList<>();

  Receipt(Key key, Witness witness) {
    this.key = key;
    this.witness = witness;
  }

  Key key() {
    return key;
  }

  /** The share of one subscription. Before the event is offered to any. */
  Part add(EventQueue queue) {
    Part part = new Part(queue);
    parts.add(part);
    return part;
  }

  /**
   * The event has come again.
   *
   * @return those that get it again; empty: all are still at it
   */
  List<Part> again(long nowNanos) {
    List<Part> due = new ArrayList<>();
    lock.lock();
    try {
      for (Part part : parts) {
        boolean late = part.state == State.RETURNED && nowNanos - part.sinceNanos > LATE_NANOS;
        if (late || part.state == State.FAILED) {
          part.state = State.AT_WORK;
          due.add(part);
        }
      }
    } finally {
      lock.unlock();
    }
    return due;
  }

  private void end(Part part, State state, String why) {
    boolean all;
    lock.lock();
    try {
      if (part.state == State.DONE) {
        return;
      }
      part.state = state;
      part.sinceNanos = System.nanoTime();
      all = parts.stream().allMatch(each -> each.state == State.DONE);
    } finally {
      lock.unlock();
    }
    if (all) {
      witness.handled(this);
    } else if (state == State.FAILED) {
      witness.failed(this, why);
    }
  }

  /** One subscription's share. */
  final class Part {
    private final EventQueue queue;
    private State state = State.AT_WORK;
    private long sinceNanos;

    private Part(EventQueue queue) {
      this.queue = queue;
    }

    EventQueue queue() {
      return queue;
    }

    /** It is done with it; for good. */
    void handled() {
      end(this, State.DONE, "");
    }

    /** Its handler has returned, and may acknowledge later. */
    void returned() {
      end(this, State.RETURNED, "");
    }

    /** It could not handle it. */
    void failed(String why) {
      end(this, State.FAILED, why);
    }
  }
}
