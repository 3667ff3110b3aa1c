package io.weft.node.session;

import io.weft.node.session.Liveness.Pace;
import java.util.ArrayList;
import java.util.List;

/**
 * The usable links of one session that take the same way, at one look. They live and die together,
 * but a frame that is lost holds up only one of them: the way is silent if all are.
 */
final class Way {

  /**
   * After so many heartbeats without a sound all its lanes are knocked on: on a way that is well
   * there is never a reason.
   */
  private static final int UNEASY_AFTER = 2;

  private final List<SessionLink> links = new ArrayList<>(3);
  private Pace pace;

  Way(SessionLink first, Pace pace) {
    links.add(first);
    this.pace = pace;
  }

  boolean takes(SessionLink link) {
    return links.get(0).path().equals(link.path());
  }

  void add(SessionLink link, Pace itsPace) {
    links.add(link);
    if (itsPace.heartbeatEvery().compareTo(pace.heartbeatEvery()) < 0) {
      pace = itsPace;
    }
  }

  List<SessionLink> links() {
    return links;
  }

  /** That of the lane on which heartbeats are most frequent. */
  Pace pace() {
    return pace;
  }

  /** How long nothing was heard on any of its lanes. */
  long silence(long nowNanos) {
    long least = Long.MAX_VALUE;
    for (SessionLink link : links) {
      least = Math.min(least, link.pulse().silence(nowNanos));
    }
    return least;
  }

  /** How long that may last before all lanes are knocked on. */
  long unease() {
    return UNEASY_AFTER * pace.heartbeatEvery().toNanos();
  }

  /** How long it may last before nobody is there. */
  long patience(long nowNanos) {
    long worst = 0;
    for (SessionLink link : links) {
      worst = Math.max(worst, link.pulse().patience().worstNanos(nowNanos));
    }
    return Patience.nanos(pace, worst);
  }
}
