package io.weft.node.session;

import io.weft.node.wire.MessageReader;
import io.weft.node.wire.PendingRing;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Predicate;

/** The requests of a session that wait for their answers. Safe on every thread. */
final class OpenCalls {
  private final PendingRing<PendingCall> ring;
  private final Spread spread;

  OpenCalls(int mostPowerOfTwo, Spread spread) {
    this.ring = new PendingRing<>(mostPowerOfTwo, FirstId.now());
    this.spread = spread;
  }

  /** Its id; 0 if as many wait as may. */
  long add(PendingCall call, long deadlineNanos) {
    return ring.add(call, deadlineNanos);
  }

  int size() {
    return ring.size();
  }

  /** Takes out the one with this id; whether it was there, which one caller hears. */
  boolean take(long id) {
    PendingCall call = ring.take(id);
    if (call != null) {
      spread.ended(call, 0);
    }
    return call != null;
  }

  /** An answer is here; nothing happens if nobody waits for it any more. On the reader. */
  void answered(Session by, MessageReader reader, ByteBuffer view) {
    PendingCall call = ring.take(reader.messageId());
    if (call != null) {
      int bytes = view.remaining();
      call.answered(by, reader, view);
      spread.ended(call, bytes);
    }
  }

  /** Ends those whose time is up. */
  void expire(long nowNanos) {
    ring.expire(
        nowNanos,
        call -> {
          call.expired();
          spread.ended(call, 0);
        });
  }

  /** Ends those that match. */
  void lose(Predicate<PendingCall> which, String why) {
    ring.takeIf(
        which,
        call -> {
          call.lost(call.carrier() != null, why);
          spread.ended(call, 0);
        });
  }

  /** Those that match, which wait on. */
  List<PendingCall> matching(Predicate<PendingCall> which) {
    return ring.matching(which);
  }

  boolean anyCarried() {
    return ring.any(call -> call.carrier() != null);
  }
}
