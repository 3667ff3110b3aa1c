package io.weft.node.session;

import io.weft.node.session.PeerRequests.Running;
import io.weft.node.wire.PendingRing;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The peer's requests that wait for a thread or whose handlers may take long, by their ids: to be
 * found when the peer says that it does not wait any more. As in {@link PendingRing} the low bits
 * of an id name a slot, whose next request comes when nobody waits for the one before. Safe on
 * every thread; makes no garbage.
 */
final class RunningRequests {

  private static final int SEGMENT = 256;
  private static final int SLOTS = Session.MAX_PENDING;

  private final AtomicReferenceArray<@Nullable AtomicReferenceArray<@Nullable Running>> segments =
      new AtomicReferenceArray<>(SLOTS / SEGMENT);

  void add(Running running) {
    long id = running.messageId();
    AtomicReferenceArray<@Nullable Running> segment = segments.get(index(id));
    if (segment == null) {
      AtomicReferenceArray<@Nullable Running> fresh = new AtomicReferenceArray<>(SEGMENT);
      segment = segments.compareAndExchange(index(id), null, fresh);
      segment = segment == null ? fresh : segment;
    }
    segment.setRelease(slot(id), running);
  }

  void remove(Running running) {
    long id = running.messageId();
    AtomicReferenceArray<@Nullable Running> segment = segments.get(index(id));
    if (segment != null && segment.getPlain(slot(id)) != null) {
      segment.compareAndSet(slot(id), running, null);
    }
  }

  /** Whether it was one of them. */
  boolean cancel(long id) {
    AtomicReferenceArray<@Nullable Running> segment = segments.get(index(id));
    Running running = segment == null ? null : segment.get(slot(id));
    if (segment == null || running == null || running.messageId() != id) {
      return false;
    }
    segment.compareAndSet(slot(id), running, null);
    running.cancel();
    return true;
  }

  /** Nobody waits for any of them. */
  void cancelAll() {
    for (int i = 0; i < segments.length(); i++) {
      AtomicReferenceArray<@Nullable Running> segment = segments.get(i);
      for (int slot = 0; segment != null && slot < SEGMENT; slot++) {
        Running running = segment.getAndSet(slot, null);
        if (running != null) {
          running.cancel();
        }
      }
    }
  }

  private static int index(long id) {
    return (int) (id & (SLOTS - 1)) / SEGMENT;
  }

  private static int slot(long id) {
    return (int) id & (SEGMENT - 1);
  }
}
