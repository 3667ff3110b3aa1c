package io.weft.discovery.bootstrap;

import io.weft.node.NodeId;
import io.weft.peer.PeerInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * Which peer is asked when: everyone soon after it has connected; then one at a time, in turn,
 * often while there is too little company and rarely otherwise. Used by one thread.
 */
final class Schedule {

  /** Questions under way at the same time. */
  static final int MAX_UNDER_WAY = 4;

  /** How long a peer that has connected is given to tell that it answers such questions. */
  private static final Duration INTRODUCTION = Duration.ofSeconds(5);

  /** Between two looks whether it has: nobody tells of new services. */
  private static final Duration LOOK = Duration.ofMillis(100);

  private final Pace pace;
  private final RandomGenerator random;
  private final Predicate<NodeId> answers;
  private final Map<NodeId, Seat> seats = new HashMap<>();
  private final Set<NodeId> underWay = new HashSet<>();
  private Duration pause;
  private Instant round;
  private boolean wanted;

  /** One connected peer. */
  private static final class Seat {
    final PeerInfo peer;
    final Instant seated;

    /** When it is asked out of turn. */
    Optional<Instant> asked;

    /** When it was last asked. */
    Instant last = Instant.MIN;

    Seat(PeerInfo peer, Instant seated, Instant asked) {
      this.peer = peer;
      this.seated = seated;
      this.asked = Optional.of(asked);
    }
  }

  /**
   * @param answers whether a peer offers to answer, and should be asked
   */
  Schedule(Pace pace, Instant now, RandomGenerator random, Predicate<NodeId> answers) {
    this.pace = pace;
    this.random = random;
    this.answers = answers;
    this.pause = pace.wanting();
    this.round = now.plus(about(pace.period(), 0.25));
  }

  /** These are connected now. */
  void seat(Collection<PeerInfo> present, Instant now) {
    Set<NodeId> there = new HashSet<>();
    for (PeerInfo peer : present) {
      there.add(peer.id());
      Seat seat = seats.get(peer.id());
      if (seat == null || !Circle.since(seat.peer).equals(Circle.since(peer))) {
        seats.put(peer.id(), new Seat(peer, now, now.plus(about(pace.soon(), 0.5))));
      }
    }
    seats.keySet().retainAll(there);
  }

  /** Who is asked now; each is under way from now on. */
  List<PeerInfo> due(Instant now, boolean wants) {
    List<PeerInfo> due = new ArrayList<>();
    if (wants && !wanted && round.isAfter(now.plus(pace.wanting()))) {
      pause = pace.wanting();
      round = now.plus(pause);
    }
    wanted = wants;
    for (Seat seat : List.copyOf(seats.values())) {
      if (seat.asked.isPresent() && !now.isBefore(seat.asked.get())) {
        if (!answers.test(seat.peer.id())) {
          boolean hopeless = now.isAfter(seat.seated.plus(INTRODUCTION));
          seat.asked = hopeless ? Optional.empty() : Optional.of(now.plus(LOOK));
        } else if (!take(seat, now, due)) {
          seat.asked = Optional.of(now.plus(LOOK));
        }
      }
    }
    if (!now.isBefore(round)) {
      seats.values().stream()
          .filter(seat -> !underWay.contains(seat.peer.id()))
          .filter(seat -> !now.isBefore(seat.last) && isFree(seat, now))
          .sorted(Comparator.comparing(seat -> seat.last))
          .filter(seat -> answers.test(seat.peer.id()))
          .findFirst()
          .ifPresent(seat -> take(seat, now, due));
      Duration doubled = pause.multipliedBy(2);
      pause = !wants || doubled.compareTo(pace.period()) > 0 ? pace.period() : doubled;
      round = now.plus(about(wants ? pause : pace.period(), 0.25));
    }
    return due;
  }

  private boolean isFree(Seat seat, Instant now) {
    return seat.last.equals(Instant.MIN) || !now.isBefore(seat.last.plus(pace.again()));
  }

  private boolean take(Seat seat, Instant now, List<PeerInfo> due) {
    if (underWay.size() >= MAX_UNDER_WAY || !underWay.add(seat.peer.id())) {
      return false;
    }
    seat.asked = Optional.empty();
    seat.last = now;
    due.add(seat.peer);
    return true;
  }

  /** What a question has come to: an answer, or none. */
  void done(NodeId peer) {
    underWay.remove(peer);
  }

  /** A peer has more to tell, or wants to be asked later. */
  void again(NodeId peer, Instant now) {
    Seat seat = seats.get(peer);
    if (seat != null) {
      seat.asked = Optional.of(now.plus(pace.again()));
    }
  }

  /** When somebody is to be asked next, or to be looked at. */
  Instant next() {
    return seats.values().stream()
        .flatMap(seat -> seat.asked.stream())
        .min(Comparator.naturalOrder())
        .filter(asked -> asked.isBefore(round))
        .orElse(round);
  }

  /** A time of about this length: nodes that start together should not ask together. */
  private Duration about(Duration length, double part) {
    double factor = 1 - part + 2 * part * random.nextDouble();
    return Duration.ofNanos((long) (length.toNanos() * factor));
  }
}
