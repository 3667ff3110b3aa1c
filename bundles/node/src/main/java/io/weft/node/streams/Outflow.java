package io.weft.node.streams;

import io.weft.exchange.Outgoing;
import io.weft.node.session.ReaderThread;
import io.weft.node.wire.WireException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way out of one end: numbers the items, sends as many as are granted, and keeps them until the
 * other end has them. Locks are held for moments only, never while something is sent.
 */
final class Outflow implements Outgoing {
  private static final Logger LOG = LoggerFactory.getLogger(Outflow.class);

  /** Whatever the other side grants, no more items are kept: twice the largest window. */
  private static final int MOST_KEPT = 8192;

  /** Nor more bytes, except for the item that goes beyond. */
  private static final long MOST_KEPT_BYTES = 4 << 20;

  /** Who is refused so often has not understood: it is said, and its loop is slowed down. */
  private static final int PATIENCE = 100;

  private static final long PAUSE_NANOS = Duration.ofMillis(10).toNanos();

  private final Talk talk;
  private final boolean keeps;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<Parcel> kept = new ArrayDeque<>();
  private long keptBytes;
  private long firstKept = 1;
  private long next = 1;
  private long sentBytes;
  private long grantedItems;
  private long grantedBytes;
  private @Nullable Ending end;
  private boolean delivered;
  private @Nullable Ending shut;
  private @Nullable CompletableFuture<Void> awaited;
  private int waiting;
  private int refused;

  /**
   * @param keeps whether what was sent may have to be sent again
   */
  Outflow(Talk talk, boolean keeps) {
    this.talk = talk;
    this.keeps = keeps;
  }

  // ---- what the application calls

  @Override
  public void send(Object item) throws InterruptedException {
    Parcel parcel = talk.far().pack(item);
    while (!put(parcel)) {
      if (ReaderThread.isCurrent()) {
        throw new IllegalStateException(
            talk
                + ": no room for an item, and a thread that delivers frames must not wait:"
                + " use offer and room");
      }
      awaitRoom();
    }
  }

  @Override
  public boolean offer(Object item) {
    return put(talk.far().pack(item));
  }

  @Override
  public CompletionStage<Void> room() {
    lock.lock();
    try {
      if (shut != null || end != null) {
        return CompletableFuture.failedFuture(refusal());
      }
      if (hasRoom()) {
        return CompletableFuture.completedFuture(null);
      }
      CompletableFuture<Void> some = awaited;
      if (some == null) {
        some = new CompletableFuture<>();
        awaited = some;
      }
      return some.minimalCompletionStage();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void end() {
    end(Ending.inOrder(false));
  }

  // ---- out

  private boolean put(Parcel parcel) {
    long sequence;
    RuntimeException refusal = null;
    lock.lock();
    try {
      if (shut != null || end != null) {
        refused++;
        refusal = refusal();
        sequence = 0;
      } else if (hasRoom()) {
        sequence = next++;
        sentBytes += parcel.bytes();
        if (keeps) {
          kept.add(parcel);
          keptBytes += parcel.bytes();
        }
      } else {
        return false;
      }
    } finally {
      lock.unlock();
    }
    if (refusal != null) {
      restrain();
      throw refusal;
    }
    talk.far().item(sequence, parcel);
    return true;
  }

  private boolean hasRoom() {
    return next <= grantedItems
        && sentBytes < grantedBytes
        && kept.size() < MOST_KEPT
        && keptBytes < MOST_KEPT_BYTES;
  }

  private RuntimeException refusal() {
    Ending why = shut;
    return why == null
        ? new IllegalStateException(talk + ": an item was sent after the end")
        : why.exception();
  }

  /** Nothing leaves any more; who does not want to know must not take the processor for that. */
  private void restrain() {
    if (refused == PATIENCE) {
      LOG.warn(
          "{}: somebody goes on sending after it was over; nothing of that leaves, and each further"
              + " try waits for {} ms",
          talk,
          Duration.ofNanos(PAUSE_NANOS).toMillis());
    }
    if (refused >= PATIENCE && !ReaderThread.isCurrent()) {
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private void awaitRoom() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      waiting++;
      while (!hasRoom() && shut == null && end == null) {
        changed.await();
      }
    } finally {
      waiting--;
      lock.unlock();
    }
  }

  /** Nothing follows. A handler that is done may say so after the application has: deaf. */
  void end(Ending ending) {
    Ending said;
    long sequence;
    CompletableFuture<Void> some;
    lock.lock();
    try {
      Ending before = end;
      if (shut != null || (before != null && (before.deaf() || !ending.deaf()))) {
        return;
      }
      if (before != null && delivered) {
        delivered = false; // it has to arrive once more
      }
      end = ending;
      said = ending;
      sequence = next;
      some = wake();
    } finally {
      lock.unlock();
    }
    if (some != null) {
      some.completeExceptionally(refusal());
    }
    talk.far().end(sequence, said);
  }

  // ---- in, on readers

  /**
   * The other end takes more, and has what came before.
   *
   * @throws WireException if it has what was never sent
   */
  void credited(long items, long bytes, long received) throws WireException {
    CompletableFuture<Void> some = null;
    boolean arrived = false;
    lock.lock();
    try {
      long last = end == null ? next - 1 : next;
      if (received > last) {
        throw new WireException(
            talk + ": item " + received + " is said to have come (" + last + " were sent)");
      }
      grantedItems = Math.max(grantedItems, items);
      grantedBytes = Math.max(grantedBytes, bytes);
      for (; firstKept <= received && !kept.isEmpty(); firstKept++) {
        keptBytes -= kept.remove().bytes();
      }
      if (end != null && received == next && !delivered) {
        delivered = true;
        arrived = true;
      }
      if (hasRoom()) {
        some = wake();
      }
    } finally {
      lock.unlock();
    }
    if (some != null) {
      some.complete(null);
    }
    if (arrived) {
      talk.settle();
    }
  }

  /** Sends what came after this again; may block. */
  void again(long received) {
    long sequence;
    Iterator<Parcel> each;
    Ending said;
    long last;
    lock.lock();
    try {
      sequence = firstKept;
      each = new ArrayDeque<>(kept).iterator();
      said = delivered ? null : end;
      last = next;
    } finally {
      lock.unlock();
    }
    for (; each.hasNext(); sequence++) {
      Parcel parcel = each.next();
      if (sequence > received) {
        talk.far().item(sequence, parcel);
      }
    }
    if (said != null) {
      talk.far().end(last, said);
    }
  }

  /** Nothing can be sent any more, and nothing is kept. */
  void shut(Ending why) {
    CompletableFuture<Void> some;
    lock.lock();
    try {
      if (shut != null) {
        return;
      }
      shut = why;
      delivered = true;
      kept.clear();
      keptBytes = 0;
      some = wake();
    } finally {
      lock.unlock();
    }
    if (some != null) {
      some.completeExceptionally(why.exception());
    }
  }

  private @Nullable CompletableFuture<Void> wake() {
    if (waiting > 0) {
      changed.signalAll();
    }
    CompletableFuture<Void> some = awaited;
    awaited = null;
    return some;
  }

  /** Whether items may still be sent. */
  boolean open() {
    lock.lock();
    try {
      return end == null && shut == null;
    } finally {
      lock.unlock();
    }
  }

  /** Whether the other end has all of it. */
  boolean delivered() {
    lock.lock();
    try {
      return delivered;
    } finally {
      lock.unlock();
    }
  }

  /** Whether the other end should say something. */
  boolean expectant() {
    lock.lock();
    try {
      return !delivered && (!kept.isEmpty() || end != null || waiting > 0 || awaited != null);
    } finally {
      lock.unlock();
    }
  }

  /** Bytes that are kept, for tests. */
  long keptBytes() {
    lock.lock();
    try {
      return keptBytes;
    } finally {
      lock.unlock();
    }
  }
}
