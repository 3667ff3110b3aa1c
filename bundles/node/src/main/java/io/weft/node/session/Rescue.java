package io.weft.node.session;

import io.weft.node.session.Session.Refusal;
import io.weft.node.wire.PendingRing;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** Sends again what a link carried that broke. */
final class Rescue {
  private final PendingRing<PendingCall> pending;
  private final Function<PendingCall, Refusal> send;

  /**
   * @param send may block
   */
  Rescue(PendingRing<PendingCall> pending, Function<PendingCall, Refusal> send) {
    this.pending = pending;
    this.send = send;
  }

  /** All requests that were on it; may block. */
  void from(SessionLink broken, String why) {
    List<PendingCall> carried = pending.matching(call -> mayBeLost(call, broken));
    carried.sort(Comparator.comparingLong(PendingCall::messageId));
    for (PendingCall call : carried) {
      if (send.apply(call) != Refusal.NONE && pending.take(call.messageId()) != null) {
        call.lost(true, broken + " is lost: " + why);
      }
    }
  }

  /**
   * Whether a call or its answer may have been on a link that broke: it carried the call, or the
   * one that did is finished, and the answer had to come by another.
   */
  private static boolean mayBeLost(PendingCall call, SessionLink broken) {
    SessionLink carrier = call.carrier();
    return carrier == broken || (carrier != null && !carrier.usable());
  }
}
