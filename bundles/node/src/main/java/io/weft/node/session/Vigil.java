package io.weft.node.session;

import io.weft.node.session.Liveness.Pace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Watches over the links of all sessions: knocks where a heartbeat is due, and gives up ways on
 * which nothing is heard for longer than {@link Patience} has learned to wait and {@link
 * LocalHealth} lets it judge. On the clock's thread; blocks nothing.
 */
public final class Vigil {

  /** At least so often somebody looks: what else is done in each second waits for it. */
  private static final Duration SELDOM = Duration.ofSeconds(1);

  /** Two looks are at least so far apart: what is due in between can wait (nanoseconds). */
  private static final long APART_NANOS = 10_000_000;

  /**
   * A lane that is silent alone, or says something but answers nothing, is borne for so many times
   * the longest silence of its way.
   */
  private static final int ALONE = 2;

  private final LocalHealth health = new LocalHealth();
  private long regularNanos;
  private long expectedNanos;

  /**
   * @param nowNanos the time, as {@link System#nanoTime}
   */
  public Vigil(long nowNanos) {
    regularNanos = nowNanos;
    expectedNanos = nowNanos;
  }

  /**
   * One look.
   *
   * @return when the next is due, on the same clock; a second from now at the latest
   */
  public long look(long nowNanos, Liveness liveness, List<Session> sessions) {
    long late = Math.max(0, nowNanos - expectedNanos);
    long pause = SELDOM.toNanos();
    List<Way> ways = new ArrayList<>();
    int peers = 0;
    int silent = 0;
    for (Session session : sessions) {
      int before = ways.size();
      for (SessionLink link : session.links()) {
        long every = liveness.paceOf(link).heartbeatEvery().toNanos();
        pause = Math.min(pause, every);
        Pace pace = liveness.pace(link);
        link.pulse().look(nowNanos, link.traffic().receivedFrames(), every, pace, health.well());
        if (link.usable()) {
          if (link.pulse().due(nowNanos, pace.heartbeatEvery(), link.dialled())) {
            link.sendHeartbeat();
          }
          put(link, pace, ways, before);
        }
      }
      List<Way> its = ways.subList(before, ways.size());
      if (its.stream().anyMatch(way -> liveness.leavesTheMachine(way.links().get(0)))) {
        peers++;
        silent += its.stream().allMatch(way -> way.silence(nowNanos) > way.unease()) ? 1 : 0;
      }
    }
    health.looked(nowNanos, late, peers, silent);
    if (nowNanos - regularNanos >= 0) {
      regularNanos = nowNanos + pause;
    }
    long next = regularNanos;
    for (Way way : ways) {
      next = Math.min(next, judge(way, nowNanos));
    }
    expectedNanos = Math.max(next, nowNanos + APART_NANOS);
    return expectedNanos;
  }

  private static void put(SessionLink link, Pace pace, List<Way> ways, int from) {
    for (int i = from; i < ways.size(); i++) {
      if (ways.get(i).takes(link)) {
        ways.get(i).add(link, pace);
        return;
      }
    }
    ways.add(new Way(link, pace));
  }

  /** Gives up what is dead. When the rest must be looked at again. */
  private long judge(Way way, long nowNanos) {
    long silence = way.silence(nowNanos);
    long patience = health.longer(way.patience(nowNanos), way.pace().mostPatience());
    if (silence > patience) {
      String why =
          "nothing was heard for " + millis(silence) + " ms (" + millis(patience) + " are borne)";
      way.links().forEach(link -> link.abandon(why));
      return Long.MAX_VALUE;
    }
    long most = ALONE * way.pace().mostPatience().toNanos();
    for (SessionLink link : way.links()) {
      if (silence > way.unease() && link.pulse().dueAtOnce(nowNanos)) {
        link.sendHeartbeat();
      }
      if (link.pulse().silence(nowNanos) > most) {
        link.abandon("nothing was heard on it for " + millis(most) + " ms, but on other lanes");
      } else if (link.pulse().unansweredNanos() > most) {
        link.abandon("nothing was answered on it for " + millis(most) + " ms");
      }
    }
    return nowNanos + (silence > way.unease() ? patience : way.unease()) - silence + 1;
  }

  private static long millis(long nanos) {
    return Duration.ofNanos(nanos).toMillis();
  }
}
