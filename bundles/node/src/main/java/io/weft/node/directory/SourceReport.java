package io.weft.node.directory;

import io.weft.discovery.RecordException;
import io.weft.discovery.SourceInfo;
import io.weft.discovery.SourceInfo.State;
import io.weft.discovery.SourceInfo.Trouble;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How one source of sightings is doing, and what the user is told of it: each trouble when it is
 * new, and again whenever it has happened twice as often; never more than a bounded number of
 * places. Safe on every thread.
 */
public final class SourceReport {
  private static final Logger LOG = LoggerFactory.getLogger(SourceReport.class);

  /** Places whose troubles are told apart; those of all others are one. */
  private static final int MAX_PLACES = 16;

  /** What all other places are called. */
  private static final String ELSEWHERE = "other places";

  /** A trouble that has not come again for so long is over, whether or not that was said. */
  private static final Duration OVER_AFTER = Duration.ofMinutes(15);

  /**
   * A trouble that is not over.
   *
   * @param kind what it is folded by
   */
  private record Open(Trouble trouble, String kind) {}

  private final String name;
  private final Clock clock;
  private final Map<String, Open> open = new LinkedHashMap<>();
  private final Map<RecordException.Reason, Long> refusals =
      new EnumMap<>(RecordException.Reason.class);
  private State state = State.OFF;
  private Instant since;
  private long sightings;
  private long refused;
  private @Nullable Instant lastSighting;
  private @Nullable Trouble lastError;
  private @Nullable Instant nextLook;

  public SourceReport(String name, Clock clock) {
    this.name = name;
    this.clock = clock;
    this.since = clock.instant();
  }

  /** It is in this state from now on; what did not work before it was switched off is over. */
  public synchronized void become(State next) {
    if (state != next) {
      state = next;
      since = clock.instant();
    }
    if (next == State.OFF || next == State.STARTING) {
      open.clear();
      nextLook = null;
    }
  }

  public synchronized State state() {
    return state;
  }

  /** It has reported something. */
  public synchronized void sighted() {
    sightings++;
  }

  /** What it reported counts. */
  public synchronized void believed() {
    lastSighting = clock.instant();
  }

  /**
   * A record of it was not believed.
   *
   * @param place where it was found; empty: on a wire, where strangers may say what they like
   */
  public void refused(Optional<String> place, RecordException why) {
    String reason = "a record is ignored: " + why.getMessage();
    long all;
    synchronized (this) {
      refused++;
      all = refusals.merge(why.reason(), 1L, Long::sum);
      if (place.isEmpty()) {
        lastError = new Trouble(clock.instant(), "", reason, all);
      }
    }
    if (place.isPresent()) {
      trouble(place.get(), why.reason().name(), reason);
    } else {
      say("", reason, all);
    }
  }

  /** It could not do something. */
  public void failed(String place, String reason) {
    trouble(place, reason, reason);
  }

  private void trouble(String where, String kind, String reason) {
    Trouble now;
    synchronized (this) {
      forgetOld();
      boolean known = open.containsKey(where) || open.size() < MAX_PLACES;
      String place = known ? where : ELSEWHERE;
      Open before = open.remove(place);
      // Of all other places the reasons differ: they are counted as one.
      boolean same = before != null && (!known || before.kind.equals(kind));
      now = new Trouble(clock.instant(), place, reason, same ? before.trouble.times() + 1 : 1);
      open.put(place, new Open(now, kind));
      lastError = now;
    }
    say(where, reason, now.times());
  }

  private void say(String where, String reason, long times) {
    if (Long.bitCount(times) == 1) {
      LOG.info(
          "discovery by {}: {}{}{}",
          name,
          where.isEmpty() ? "" : where + ": ",
          reason,
          times == 1 ? "" : " (" + times + " times now)");
    }
  }

  private void forgetOld() {
    Instant old = clock.instant().minus(OVER_AFTER);
    open.values().removeIf(each -> each.trouble.at().isBefore(old));
  }

  /** What had failed there works again. */
  public void recovered(String place) {
    Open over;
    synchronized (this) {
      over = open.remove(place);
    }
    if (over != null) {
      LOG.info("discovery by {}: {} is in order again", name, place);
    }
  }

  /** When it looks again. */
  public synchronized void nextLook(Instant at) {
    nextLook = at;
  }

  /**
   * All of it at the moment.
   *
   * @param vouched nodes that it vouches for
   */
  public synchronized SourceInfo info(int vouched) {
    forgetOld();
    List<Trouble> newestFirst = new ArrayList<>();
    open.values().forEach(each -> newestFirst.add(0, each.trouble));
    return new SourceInfo(
        name,
        state,
        since,
        vouched,
        sightings,
        refused,
        Optional.ofNullable(lastSighting),
        newestFirst,
        Optional.ofNullable(lastError),
        Optional.ofNullable(nextLook));
  }
}
