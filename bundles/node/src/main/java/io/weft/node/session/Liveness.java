package io.weft.node.session;

import io.weft.netif.InterfaceKind;
import io.weft.transport.Lane;
import java.time.Duration;

/**
 * How often to knock, and when to give a silent link up. Between machines a cable can go without a
 * word, so that silence is the only sign: a dead link is given up in under a second where that was
 * never the usual, see {@link Patience}. On one machine the system closes the sockets of a dead
 * process at once, and silence means that a process is paused: there it is borne for longer.
 *
 * @param remote between machines
 * @param local within one machine
 */
public record Liveness(Pace remote, Pace local) {

  /** Between machines: four heartbeats a second. */
  private static final Duration REMOTE_EVERY = Duration.ofMillis(250);

  /**
   * The least silence between machines that means something: a heartbeat that TCP has to send three
   * times arrives 850 ms after the one before (RFC 6298 with Linux's least time-out, 200 ms, then
   * 400 ms). With it a cut cable is noticed within a second where nothing else is sent.
   */
  private static final Duration REMOTE_LEAST = Duration.ofMillis(900);

  /** The most that may be learned between machines: five losses of one frame in a row. */
  private static final Duration REMOTE_MOST = Duration.ofSeconds(10);

  /** Heartbeats within a machine in one time of {@code keep_alive_ms}. */
  private static final int LOCAL_BEATS = 6;

  /** As with the default of {@code keep_alive_ms}: 30 s. */
  public static final Liveness DEFAULT = keptAlive(Duration.ofSeconds(30));

  /** With this as the longest silence that any link may have. */
  public static Liveness keptAlive(Duration longest) {
    Duration most = longest.compareTo(REMOTE_MOST) < 0 ? longest : REMOTE_MOST;
    return new Liveness(
        new Pace(REMOTE_EVERY, REMOTE_LEAST, most),
        new Pace(longest.dividedBy(LOCAL_BEATS), longest, longest));
  }

  /**
   * One pace.
   *
   * @param heartbeatEvery pause between heartbeats
   * @param silenceLimit how long nothing may be heard where no stall was seen of late
   * @param mostPatience how long nothing may be heard whatever was learned; not less
   */
  public record Pace(Duration heartbeatEvery, Duration silenceLimit, Duration mostPatience) {

    private Pace times(int factor) {
      Duration limit = silenceLimit.multipliedBy(factor);
      return new Pace(
          heartbeatEvery.multipliedBy(factor),
          limit.compareTo(mostPatience) < 0 ? limit : mostPatience,
          mostPatience);
    }
  }

  /** Lanes beside control knock this much less often: they live and die with it. */
  private static final int OTHER_LANES = 4;

  Pace pace(SessionLink link) {
    Pace pace = paceOf(link);
    return link.lane() == Lane.CONTROL ? pace : pace.times(OTHER_LANES);
  }

  /** The same, whatever the lane. */
  Pace paceOf(SessionLink link) {
    return leavesTheMachine(link) ? remote : local;
  }

  boolean leavesTheMachine(SessionLink link) {
    return link.medium().kind() != InterfaceKind.LOOPBACK;
  }
}
