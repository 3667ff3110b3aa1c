package io.weft.node.session;

import io.weft.transport.Frame;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What waits for a link: first in, first out, bounded in number and by deadlines. While something
 * waits, newcomers join the queue, so that nothing overtakes. Safe on every thread.
 */
final class ParkedFrames {

  /** Frames that may wait: some seconds of a busy session, at about 100 bytes of memory each. */
  static final int MAX_FRAMES = 100_000;

  /**
   * A frame that waits.
   *
   * @param call the request whose frame it is
   */
  private record Waiting(Frame frame, @Nullable PendingCall call, long deadlineNanos) {}

  /** Tries to send. */
  interface Sender {
    /** False if there is no link. */
    boolean send(Frame frame, @Nullable PendingCall call);
  }

  private final Sender sender;
  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
  private volatile int size;

  ParkedFrames(Sender sender) {
    this.sender = sender;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** Sends it, or takes it in. False if the bound is reached. */
  boolean add(Frame frame, @Nullable PendingCall call, long deadlineNanos) {
    lock.lock();
    try {
      if (queue.isEmpty() && sender.send(frame, call)) {
        return true;
      }
      if (queue.size() >= MAX_FRAMES) {
        return false;
      }
      queue.add(new Waiting(frame, call, deadlineNanos));
      size = queue.size();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Sends what waits, in order; stops at the first that cannot go. May block on a slow link. */
  void flush() {
    lock.lock();
    try {
      for (Waiting next = queue.peek(); next != null; next = queue.peek()) {
        PendingCall call = next.call();
        boolean wanted = call == null || !call.settled();
        if (wanted && !sender.send(next.frame(), call)) {
          break;
        }
        queue.poll();
      }
      size = queue.size();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Drops what is too late, unless somebody is at it: who sends may wait for a slow link, and the
   * sweep, which calls this again soon, must not. The requests among them have been told by it.
   */
  void expire(long nowNanos) {
    if (size == 0 || !lock.tryLock()) {
      return;
    }
    try {
      for (Iterator<Waiting> each = queue.iterator(); each.hasNext(); ) {
        if (each.next().deadlineNanos() - nowNanos < 0) {
          each.remove();
        }
      }
      size = queue.size();
    } finally {
      lock.unlock();
    }
  }

  /** Empties it; the requests that waited. */
  Set<PendingCall> takeAll() {
    Set<PendingCall> calls = Collections.newSetFromMap(new IdentityHashMap<>());
    lock.lock();
    try {
      for (Waiting waiting : queue) {
        PendingCall call = waiting.call();
        if (call != null) {
          calls.add(call);
        }
      }
      queue.clear();
      size = 0;
    } finally {
      lock.unlock();
    }
    return calls;
  }
}
