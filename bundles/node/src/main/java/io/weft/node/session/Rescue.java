package io.weft.node.session;

import io.weft.node.session.Session.Refusal;
import io.weft.transport.Lane;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/**
 * What becomes of calls whose link broke while another one is there: they are sent again, unless
 * the peer might run them twice. Safe on every thread.
 */
final class Rescue {
  private final OpenCalls pending;
  private final Executor background;
  private final Function<PendingCall, Refusal> transmit;

  /**
   * @param transmit sends a call again, or parks it; may block
   */
  Rescue(OpenCalls pending, Executor background, Function<PendingCall, Refusal> transmit) {
    this.pending = pending;
    this.background = background;
    this.transmit = transmit;
  }

  /**
   * A link broke.
   *
   * @param peerRemembers whether the peer answers a request that is sent again without running it
   *     twice
   */
  void from(SessionLink broken, String why, boolean peerRemembers) {
    if (!peerRemembers) {
      pending.lose(call -> call.carrier() == broken, broken + " is lost: " + why);
      return;
    }
    try {
      background.execute(() -> sendAgain(broken, why));
    } catch (RejectedExecutionException e) {
      return; // the node stops, and fails what waits
    }
  }

  private void sendAgain(SessionLink broken, String why) {
    List<PendingCall> carried = pending.matching(call -> mayBeLost(call, broken));
    carried.sort(Comparator.comparingLong(PendingCall::messageId));
    for (PendingCall call : carried) {
      Refusal refusal = transmit.apply(call);
      if (refusal != Refusal.NONE && pending.take(call.messageId())) {
        call.lost(true, broken + " is lost: " + why);
      }
    }
  }

  /**
   * Whether a call or its answer may have been on a link that broke: it carried the call, or the
   * large answers of the way that the call took, or the link that carried it is finished, and the
   * answer had to come by another.
   */
  private static boolean mayBeLost(PendingCall call, SessionLink broken) {
    SessionLink carrier = call.carrier();
    return carrier == broken
        || (carrier != null
            && (!carrier.usable()
                || (broken.lane() == Lane.BULK && broken.path().equals(carrier.path()))));
  }
}
