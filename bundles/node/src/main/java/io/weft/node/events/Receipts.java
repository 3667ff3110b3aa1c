package io.weft.node.events;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * Events that subscriptions of this node are to acknowledge: which are being handled, and which
 * were, so that one that comes again is not handled again. Bounded; of what was forgotten, a
 * repetition is handled once more. Safe on every thread.
 */
final class Receipts {

  /** Events that may be unacknowledged at the same time: at about 300 bytes and their data. */
  static final int MAX_OPEN = 50_000;

  /** Events whose end is remembered: some minutes of a busy node, at about 150 bytes each. */
  private static final int MAX_DONE = 20_000;

  /** Where the publisher is told. */
  interface Desk {
    /** Nothing is left to do with it. */
    void handled(Receipt.Key key);

    /** Handlers are at it. */
    void working(Receipt.Key key);

    /** It is to be delivered again. */
    void failed(Receipt.Key key, String why);
  }

  private final Desk desk;
  private final Map<Receipt.Key, Receipt> open = new ConcurrentHashMap<>();
  private final ReentrantLock doneLock = new ReentrantLock();
  private final Map<Receipt.Key, Boolean> done =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Receipt.Key, Boolean> eldest) {
          return size() > MAX_DONE;
        }
      };

  private final Receipt.Witness witness =
      new Receipt.Witness() {
        @Override
        public void handled(Receipt receipt) {
          close(receipt.key());
        }

        @Override
        public void failed(Receipt receipt, String why) {
          desk.failed(receipt.key(), why);
        }
      };

  Receipts(Desk desk) {
    this.desk = desk;
  }

  /** Hands an event to these subscriptions, which acknowledge it. Unless it has come before. */
  void hand(Receipt.Key key, Delivery delivery, List<EventQueue> to) {
    if (to.isEmpty()) {
      close(key);
      return;
    }
    if (open.size() >= MAX_OPEN) {
      desk.failed(key, MAX_OPEN + " events are being handled there (limit)");
      return;
    }
    Receipt receipt = new Receipt(key, witness);
    List<Receipt.Part> parts = to.stream().map(receipt::add).toList();
    if (isDone(key) || open.putIfAbsent(key, receipt) != null) {
      return; // it has come again before it was handed over for the first time
    }
    for (Receipt.Part part : parts) {
      delivery.to(part);
    }
  }

  /**
   * An event has come again.
   *
   * @param still whether a subscription is still there
   * @return whether that is all: it is known
   */
  boolean again(Receipt.Key key, Delivery delivery, Predicate<EventQueue> still) {
    Receipt receipt = open.get(key);
    if (receipt == null) { // looked at first: what ends is done before it is not open any more
      if (isDone(key)) {
        desk.handled(key);
        return true;
      }
      return false;
    }
    List<Receipt.Part> due = receipt.again(System.nanoTime());
    if (due.isEmpty()) {
      desk.working(key);
    }
    for (Receipt.Part part : due) {
      if (still.test(part.queue())) {
        delivery.to(part);
      } else {
        part.handled();
      }
    }
    return true;
  }

  private boolean isDone(Receipt.Key key) {
    doneLock.lock();
    try {
      return done.containsKey(key);
    } finally {
      doneLock.unlock();
    }
  }

  private void close(Receipt.Key key) {
    doneLock.lock();
    try {
      done.put(key, Boolean.TRUE);
    } finally {
      doneLock.unlock();
    }
    open.remove(key);
    desk.handled(key);
  }

  /** Events that are not acknowledged yet. */
  int open() {
    return open.size();
  }
}
