package io.weft.node.session;

import io.weft.netif.InterfaceKind;
import io.weft.transport.Lane;
import java.time.Duration;

/**
 * How often to knock, and when to give a silent link up. Between machines a cable can go without a
 * word, so that silence is the only sign: a dead link is given up in under a second. On one machine
 * the system closes the sockets of a dead process at once, and silence means that a process is
 * paused: there it is borne for longer.
 *
 * @param remote between machines
 * @param local within one machine
 */
public record Liveness(Pace remote, Pace local) {

  /** 250 ms and 850 ms between machines; 5 s and 15 s within one. */
  public static final Liveness DEFAULT =
      new Liveness(
          new Pace(Duration.ofMillis(250), Duration.ofMillis(850)),
          new Pace(Duration.ofSeconds(5), Duration.ofSeconds(15)));

  /**
   * One pace.
   *
   * @param heartbeatEvery pause between heartbeats
   * @param silenceLimit how long nothing may be heard
   */
  public record Pace(Duration heartbeatEvery, Duration silenceLimit) {

    private Pace times(int factor) {
      return new Pace(heartbeatEvery.multipliedBy(factor), silenceLimit.multipliedBy(factor));
    }
  }

  /** Lanes beside control knock this much less often: silence on one link ends its whole way. */
  private static final int OTHER_LANES = 4;

  Pace pace(SessionLink link) {
    Pace pace = link.medium().kind() == InterfaceKind.LOOPBACK ? local : remote;
    return link.lane() == Lane.CONTROL ? pace : pace.times(OTHER_LANES);
  }
}
