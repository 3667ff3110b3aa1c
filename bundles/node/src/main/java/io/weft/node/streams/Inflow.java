package io.weft.node.streams;

import io.weft.exchange.Incoming;
import io.weft.exchange.Payload;
import io.weft.node.session.ReaderThread;
import io.weft.node.wire.WireException;
import io.weft.v1.Stream;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The way in of one end: puts items in order, takes each once, keeps at most a window of them, and
 * grants more as they are taken. Readers hold its lock for moments; who takes items takes all that
 * are there at once, so that the two hardly meet.
 */
final class Inflow implements Incoming {

  /** Before a thread parks for an item: as with calls, waking it costs more than all the rest. */
  private static final int YIELDS = 3;

  /** More is granted when one of so many parts of the window was taken. */
  private static final int SHARE = 4;

  private final Talk talk;
  private final Window window;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition more = lock.newCondition();
  private ArrayDeque<Arrived> queue = new ArrayDeque<>();
  private final Map<Long, Arrived> early = new HashMap<>();
  private long totalBytes;
  private long highest;
  private long highestBytes;
  private long toldBytes;
  private long endSequence = Long.MAX_VALUE;
  private @Nullable Ending end;
  private @Nullable CompletableFuture<Void> awaited;
  private boolean waiting;

  private volatile boolean some;
  private volatile boolean stopped;
  private volatile @Nullable Ending failure;
  private volatile long contiguous;
  private volatile long told;
  private volatile long grantedItems;
  private volatile long grantedBytes;

  private final ReentrantLock taking = new ReentrantLock();
  private ArrayDeque<Arrived> taken = new ArrayDeque<>();
  private long takenItems;
  private long takenBytes;

  Inflow(Talk talk, Window window) {
    this.talk = talk;
    this.window = window;
    this.grantedItems = window.items();
    this.grantedBytes = window.bytes();
  }

  // ---- what the application calls

  @Override
  public Optional<Payload> next() throws InterruptedException {
    taking.lockInterruptibly();
    try {
      if (taken.isEmpty() && !refill()) {
        awaitSome();
      }
      return take();
    } finally {
      taking.unlock();
    }
  }

  @Override
  public CompletionStage<Optional<Payload>> later() {
    if (!taking.tryLock()) {
      return CompletableFuture.failedFuture(
          new IllegalStateException(talk + ": another thread takes items"));
    }
    try {
      if (!taken.isEmpty() || refill()) {
        return CompletableFuture.completedFuture(take());
      }
      CompletableFuture<Void> asked = new CompletableFuture<>();
      lock.lock();
      try {
        if (awaited != null) {
          throw new IllegalStateException(talk + ": an item is waited for already");
        }
        if (some()) {
          asked.complete(null);
        } else {
          awaited = asked;
        }
      } finally {
        lock.unlock();
      }
      return asked.thenApply(here -> takeNow());
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    } finally {
      taking.unlock();
    }
  }

  private Optional<Payload> takeNow() {
    taking.lock();
    try {
      if (taken.isEmpty()) {
        refill();
      }
      return take();
    } finally {
      taking.unlock();
    }
  }

  /** Whether there is something to say without waiting: items, or how it ended. */
  private boolean refill() {
    if (!some) {
      return false;
    }
    lock.lock();
    try {
      ArrayDeque<Arrived> empty = taken;
      taken = queue;
      queue = empty;
      some = ended();
      return some || !taken.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  @SuppressWarnings("ThreadPriorityCheck") // a hint: nothing depends on it
  private void awaitSome() throws InterruptedException {
    for (int i = 0; i < YIELDS; i++) {
      Thread.yield();
      if (refill()) {
        return;
      }
    }
    lock.lockInterruptibly();
    try {
      if (awaited != null) {
        throw new IllegalStateException(talk + ": an item is waited for already");
      }
      if (ReaderThread.isCurrent() && !some()) {
        throw new IllegalStateException(
            talk
                + ": there is no item, and a thread that delivers frames must not wait: use later");
      }
      waiting = true;
      while (!some()) {
        more.await();
      }
    } finally {
      waiting = false;
      lock.unlock();
    }
    refill();
  }

  private boolean some() {
    return !queue.isEmpty() || ended();
  }

  private boolean ended() {
    return stopped || failure != null || (end != null && contiguous >= endSequence);
  }

  private Optional<Payload> take() {
    Ending failed = failure;
    if (failed != null) {
      taken.clear();
      throw failed.exception();
    }
    Arrived item = stopped ? null : taken.poll();
    if (item == null) {
      Ending how = end;
      if (!stopped && how != null && how.kind() == Stream.Kind.FAILED) {
        throw how.exception();
      }
      return Optional.empty();
    }
    takenItems++;
    takenBytes += item.bytes();
    if (takenItems + window.items() - grantedItems >= window.items() / SHARE
        || takenBytes + window.bytes() - grantedBytes >= window.bytes() / SHARE) {
      grantedItems = takenItems + window.items();
      grantedBytes = takenBytes + window.bytes();
      if (end == null) {
        credit(false, false);
      }
    }
    return Optional.of(item);
  }

  /** Says what is taken; see {@link Far#credit}. */
  void credit(boolean again, boolean ask) {
    long received = contiguous;
    told = received;
    talk.far().credit(grantedItems, grantedBytes, received, again, ask);
  }

  // ---- in, on readers

  /**
   * An item has come, perhaps again, perhaps before others.
   *
   * @throws WireException if it is more than was granted: this ends the link, so that who goes on
   *     sending without room, or after it was told to stop, is cut off
   */
  void arrived(long sequence, Arrived item) throws WireException {
    CompletableFuture<Void> someone = null;
    boolean due = false;
    lock.lock();
    try {
      if (sequence < 1 || sequence > grantedItems) {
        throw new WireException(
            talk + ": item " + sequence + " (" + grantedItems + " were granted)");
      }
      if (sequence <= contiguous || stopped || failure != null || early.containsKey(sequence)) {
        return;
      }
      requireRoom(sequence, item.bytes());
      totalBytes += item.bytes();
      if (sequence > highest) {
        highest = sequence;
        highestBytes = item.bytes();
      }
      if (sequence != contiguous + 1) {
        early.put(sequence, item);
        return;
      }
      queue.add(item);
      contiguous = sequence;
      inOrder();
      due =
          contiguous - told >= window.items() / 2
              || totalBytes - toldBytes >= window.bytes() / 2
              || contiguous >= endSequence;
      toldBytes = due ? totalBytes : toldBytes;
      someone = wake();
    } finally {
      lock.unlock();
    }
    if (someone != null) {
      someone.complete(null);
    }
    if (due) {
      credit(false, false);
    }
    if (contiguous >= endSequence) {
      talk.incomingEnded();
    }
  }

  private void requireRoom(long sequence, int bytes) throws WireException {
    if (sequence >= endSequence) {
      throw new WireException(talk + ": item " + sequence + " after the end, " + endSequence);
    }
    // All but the last of them must fit.
    long before = sequence > highest ? totalBytes : totalBytes + bytes - highestBytes;
    if (before >= grantedBytes) {
      throw new WireException(
          talk
              + ": item "
              + sequence
              + " after "
              + before
              + " bytes ("
              + grantedBytes
              + " were granted)");
    }
  }

  /** What came early may follow now. */
  private void inOrder() {
    if (early.isEmpty() && contiguous + 1 != endSequence) {
      return;
    }
    long next = contiguous + 1;
    for (Arrived item = early.remove(next); item != null; item = early.remove(next)) {
      queue.add(item);
      next++;
    }
    contiguous = next == endSequence ? next : next - 1;
  }

  /**
   * The other end has ended its way, after the items before this sequence number.
   *
   * @throws WireException if items have come that would follow it
   */
  void ended(long sequence, Ending how) throws WireException {
    CompletableFuture<Void> someone;
    boolean whole;
    lock.lock();
    try {
      if (sequence <= highest
          || sequence - 1 > grantedItems
          || (end != null && sequence != endSequence)) {
        throw new WireException(
            talk + ": an end at " + sequence + ", after item " + highest + " of " + grantedItems);
      }
      if (end == null) {
        end = how;
      }
      endSequence = sequence;
      inOrder();
      whole = contiguous >= endSequence;
      someone = wake();
    } finally {
      lock.unlock();
    }
    if (someone != null) {
      someone.complete(null);
    }
    credit(false, false);
    if (whole) {
      talk.incomingEnded();
    }
  }

  private @Nullable CompletableFuture<Void> wake() {
    if (!some()) {
      return null;
    }
    some = true;
    if (waiting) {
      more.signal();
    }
    CompletableFuture<Void> someone = awaited;
    awaited = null;
    return someone;
  }

  /** Nobody here wants more: what is there is dropped. */
  void stop() {
    finish(null);
  }

  /** It is over: what is there is dropped, and who waits gets this. */
  void fail(Ending why) {
    finish(why);
  }

  private void finish(@Nullable Ending why) {
    CompletableFuture<Void> someone;
    lock.lock();
    try {
      if (why == null) {
        stopped = true;
      } else if (!stopped) {
        failure = why;
      }
      queue.clear();
      early.clear();
      someone = wake();
    } finally {
      lock.unlock();
    }
    if (someone != null) {
      someone.complete(null);
    }
  }

  /** Whether all has come that ever will. */
  boolean whole() {
    return stopped || contiguous >= endSequence();
  }

  /** How the other end has ended its way, when all of it has come. */
  @Nullable Ending how() {
    lock.lock();
    try {
      return contiguous >= endSequence ? end : null;
    } finally {
      lock.unlock();
    }
  }

  private long endSequence() {
    lock.lock();
    try {
      return endSequence;
    } finally {
      lock.unlock();
    }
  }
}
