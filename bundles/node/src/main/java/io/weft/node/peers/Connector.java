package io.weft.node.peers;

import io.weft.node.NodeId;
import io.weft.node.NodeRecord;
import io.weft.node.metrics.Counts;
import io.weft.node.session.PartedException;
import io.weft.node.session.Session;
import io.weft.node.transports.Candidate;
import io.weft.node.transports.Candidates;
import io.weft.node.transports.Dialler;
import io.weft.node.transports.Transports;
import io.weft.peer.PeerEvent;
import io.weft.peer.PeerInfo.Dialling;
import io.weft.peer.PeerInfo.State;
import io.weft.transport.Lane;
import io.weft.transport.LinkRefusedException;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps every known peer linked: dials when one is seen, again with growing pauses when that fails,
 * at once when links went in good order. Of two nodes that see each other the one with the smaller
 * id dials at once and the other one after a moment, so that one link is made instead of two. What
 * more is made beside the first link is for {@link Ways}.
 */
public final class Connector implements Dials {
  private static final Logger LOG = LoggerFactory.getLogger(Connector.class);

  /** Head start of the node with the smaller id. */
  static final Duration HEAD_START = Duration.ofMillis(300);

  /**
   * Pause before a swapped transport's peer is dialled again: 20 to 30 ms lost nothing (measured).
   */
  static final Duration SWAP_PAUSE = Duration.ofMillis(25);

  /** How long a peer whose links went in good order is dialled at that pace. */
  private static final Duration SWAP_PATIENCE = Duration.ofSeconds(2);

  /** Pause before a peer is asked again that had enough company. */
  static final Duration FULL_PAUSE = Duration.ofSeconds(60);

  /** The same while there is no company at all: whoever is full makes room within a second. */
  static final Duration LONELY_PAUSE = Duration.ofSeconds(2);

  /** Bare addresses without a node id that are dialled at the same time. */
  private static final int MAX_STRANGERS = 256;

  private final NodeId self;
  private final PeerTable table;
  private final Dialler dialler;
  private final Transports transports;
  private final Candidates candidates;
  private final SameMachine sameMachine;
  private final ScheduledExecutorService clockwork;
  private final Executor threads;
  private final Clock clock;
  private final RandomGenerator random;
  private final Seats seats;
  private final Counts counts;
  private final Room room;
  private final Map<NodeId, Line> lines = new ConcurrentHashMap<>();
  private final Map<URI, Line> strangers = new ConcurrentHashMap<>();
  private volatile boolean stopped;

  /** Tells whether a record is of a node on this machine. */
  @FunctionalInterface
  public interface SameMachine {
    boolean test(NodeRecord record);
  }

  /** How much company a node wants. */
  @FunctionalInterface
  public interface Room {
    /** Up to how many peers are dialled, if so many are known; 0 if none are. */
    int goal(int known);
  }

  public Connector(
      NodeId self,
      PeerTable table,
      Dialler dialler,
      Transports transports,
      Candidates candidates,
      SameMachine sameMachine,
      ScheduledExecutorService clockwork,
      Executor threads,
      Clock clock,
      RandomGenerator random,
      Seats seats,
      Counts counts,
      Room room) {
    this.self = self;
    this.table = table;
    this.dialler = dialler;
    this.transports = transports;
    this.candidates = candidates;
    this.sameMachine = sameMachine;
    this.clockwork = clockwork;
    this.threads = threads;
    this.clock = clock;
    this.random = random;
    this.seats = seats;
    this.counts = counts;
    this.room = room;
  }

  @Override
  public int goal() {
    return room.goal(table.size());
  }

  @Override
  public boolean mayTry(Peer peer) {
    Line line = line(peer.id());
    // Whoever is being dialled may be dead: another one is taken instead of waiting for the answer.
    return !line.dialling.get() && line.notBeforeNanos - System.nanoTime() <= 0;
  }

  @Override
  public long expectedNanos(Peer peer) {
    return ways(peer).stream().findFirst().map(Candidate::costNanos).orElse(1L);
  }

  private boolean seat(Peer peer) {
    boolean needed = peer.needed(clock.instant());
    // What fits beyond the target is the keeper's, who looks each second.
    int limit = needed ? CompanySize.LARGEST : Math.min(goal(), room.goal(Integer.MAX_VALUE));
    return seats.take(peer.id(), limit);
  }

  /** A peer was seen: the smaller id dials at once. */
  @Override
  public void sighted(Peer peer) {
    sighted(peer, Duration.ZERO);
  }

  /** The same for one of perhaps many that are found together. */
  void found(Peer peer) {
    sighted(peer, Throng.pause(table.size(), random));
  }

  private void sighted(Peer peer, Duration pause) {
    if (!peer.session().connected()) {
      dialLater(peer, self.compareTo(peer.id()) < 0 ? pause : HEAD_START.plus(pause));
    }
  }

  /** Its links went in good order, so it or we will be back in a moment. */
  void swapped(Peer peer) {
    line(peer.id()).hurryUntilNanos = System.nanoTime() + SWAP_PATIENCE.toNanos();
    dialLater(peer, SWAP_PAUSE);
  }

  /** Its links broke: it is dialled at once, and given up if that does not help in time. */
  void broken(Peer peer, Duration patience, Runnable giveUp) {
    Line line = line(peer.id());
    line.notBeforeNanos = System.nanoTime();
    line.breaker.reset();
    dialLater(peer, Duration.ZERO);
    try {
      clockwork.schedule(giveUp, patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("stopping: {} is not given up", peer.id().shortText());
    }
  }

  /** Its links are lost. */
  void lost(Peer peer) {
    dialLater(peer, self.compareTo(peer.id()) < 0 ? SWAP_PAUSE : HEAD_START);
  }

  /** A transport is here: whoever is not linked is dialled at once. */
  public void transportAdded() {
    for (Peer peer : table.peers()) {
      Line line = line(peer.id());
      line.notBeforeNanos = System.nanoTime();
      line.breaker.reset();
      if (peer.state() != State.GONE) {
        dialLater(peer, Duration.ZERO);
      }
    }
  }

  /** Dials, now and on this thread, so that each session has a link beside those of a transport. */
  public void dialOthers(List<Session> sessions) {
    for (Session session : sessions) {
      table.get(session.peer()).ifPresent(peer -> dial(peer, line(peer.id())));
    }
  }

  private void dialLater(Peer peer, Duration pause) {
    if (stopped) {
      return;
    }
    try {
      line(peer.id()).schedule(pause, () -> dialIfNeeded(peer));
    } catch (RejectedExecutionException e) {
      LOG.debug("stopping: {} is not dialled", peer.id().shortText());
    }
  }

  private void dialIfNeeded(Peer peer) {
    if (stopped || peer.session().connected() || table.get(peer.id()).orElse(null) != peer) {
      return;
    }
    if (peer.state() == State.GONE || peer.state() == State.BANNED) {
      return;
    }
    Line line = line(peer.id());
    long early = line.notBeforeNanos - System.nanoTime();
    if (early > 0) {
      dialLater(peer, Duration.ofNanos(early));
      return;
    }
    if (!line.dialling.compareAndSet(false, true)) {
      dialLater(peer, SWAP_PAUSE); // what is being tried may fail, or succeed and end at once
      return;
    }
    if (!seat(peer)) {
      line.dialling.set(false);
      return; // there is enough company; the keeper looks at it again
    }
    boolean hurry = System.nanoTime() - line.hurryUntilNanos < 0;
    if (!hurry && !line.breaker.allows()) {
      seats.leave(peer.id());
      line.dialling.set(false);
      dialLater(peer, line.breaker.remaining());
      return;
    }
    try {
      if (dial(peer, line)) {
        line.backoff.succeeded();
        line.breaker.reset();
        peer.dialling(Dialling.FINE);
        return;
      }
    } finally {
      line.dialling.set(false);
    }
    if (!peer.session().connected() && !peer.suspended()) {
      seats.leave(peer.id());
    }
    Duration pause = line.full ? fullPause() : hurry ? SWAP_PAUSE : line.backoff.failed();
    if (line.full) {
      line.breaker.reset(); // it answers
    } else if (!hurry) {
      line.breaker.failed();
    }
    tell(peer, line, pause);
    line.full = false;
    line.notBeforeNanos = System.nanoTime() + pause.toNanos();
    peer.dialling(
        new Dialling(
            line.backoff.failures(),
            Optional.of(clock.instant().plus(pause)),
            line.breaker.isOpen()));
    if (peer.leased(clock.instant()) || peer.suspended()) {
      dialLater(peer, pause);
    }
  }

  /** Told when it fails again, and then each time there are twice as many failures in a row. */
  private static void tell(Peer peer, Line line, Duration pause) {
    int failures = line.backoff.failures();
    if (!line.full && failures > 1 && Integer.bitCount(failures) == 1) {
      LOG.info(
          "no link with {} ({}) after {} tries, again in {} ms: {}",
          peer.name(),
          peer.id().shortText(),
          failures,
          pause.toMillis(),
          line.lastFailure.isEmpty() ? "no way to dial it from here" : line.lastFailure);
    }
  }

  private Duration fullPause() {
    boolean lonely = table.sessions().stream().noneMatch(Session::connected);
    return lonely ? LONELY_PAUSE : FULL_PAUSE;
  }

  /** It has parted from this node: it has enough company for a while. */
  void parted(Peer peer) {
    line(peer.id()).notBeforeNanos = System.nanoTime() + FULL_PAUSE.toNanos();
  }

  private boolean dial(Peer peer, Line line) {
    List<Candidate> ways = ways(peer);
    if (ways.isEmpty()) {
      return false;
    }
    peer.become(peer.state() == State.KNOWN ? State.CONNECTING : peer.state(), clock.instant());
    boolean linked = dial(peer, line.tries.worthTrying(ways), Lane.CONTROL);
    if (!linked && peer.state() == State.CONNECTING) {
      peer.become(State.KNOWN, clock.instant());
    }
    return linked;
  }

  /** Dials on this thread, whatever the pauses say. Whether it is linked then. */
  boolean dialNow(Peer peer) {
    seats.take(peer.id(), CompanySize.LARGEST);
    boolean linked = dial(peer, line(peer.id())) || peer.session().connected();
    if (!linked && !peer.suspended()) {
      seats.leave(peer.id());
    }
    return linked;
  }

  /** Why dialling it failed last, for people. */
  String whyNot(Peer peer) {
    String last = line(peer.id()).lastFailure;
    return last.isEmpty() ? peer.name() + " has no address that can be dialled here" : last;
  }

  /** Makes a link to a peer in the first of these ways that works; blocks. Whether one did. */
  boolean dial(Peer peer, List<Candidate> ways, Lane lane) {
    return !stopped
        && dialler
            .race(ways, Optional.of(peer.id()), lane, attempts(peer, line(peer.id())))
            .isPresent();
  }

  /** Whether this way was tried a short while ago. */
  boolean triedOfLate(Peer peer, Candidate way) {
    return line(peer.id()).tries.ofLate(way);
  }

  /** Whether it failed then. */
  boolean failedOfLate(Peer peer, Candidate way) {
    return line(peer.id()).tries.failedOfLate(way);
  }

  private Dialler.Attempts attempts(Peer peer, Line line) {
    return new Dialler.Attempts() {
      @Override
      public void dialling(Candidate way) {
        line.tries.begun(way);
        peer.history().note(clock.instant(), PeerEvent.Kind.DIALLED, way.toString());
      }

      @Override
      public void failed(Candidate way, IOException cause) {
        line.tries.failed(way);
        line.full |= cause instanceof PartedException;
        boolean refused = cause instanceof LinkRefusedException;
        counts.add("weft.dials", "outcome", refused ? "refused" : "failed");
        String why = way + ": " + cause.getMessage();
        if (!why.equals(line.lastFailure)) {
          line.lastFailure = why;
          table.note(peer, refused ? PeerEvent.Kind.REFUSED : PeerEvent.Kind.DIAL_FAILED, why);
          if (refused) {
            LOG.warn("{} ({}) and this node do not link: {}", peer.name(), peer.id(), why);
          }
        } else {
          peer.history()
              .note(
                  clock.instant(),
                  refused ? PeerEvent.Kind.REFUSED : PeerEvent.Kind.DIAL_FAILED,
                  why);
        }
      }

      @Override
      public void linked(Candidate way) {
        line.tries.linked(way);
        counts.add("weft.dials", "outcome", "linked");
      }

      @Override
      public void overtaken(Candidate way) {
        line.tries.forget(way); // it may be a spare
      }
    };
  }

  /** The ways in which a peer can be dialled, cheapest first. */
  List<Candidate> ways(Peer peer) {
    Optional<NodeRecord> record = peer.record();
    Set<URI> all = new LinkedHashSet<>(record.map(NodeRecord::addresses).orElse(List.of()));
    all.addAll(peer.portrait().extraAddresses());
    boolean near = record.map(sameMachine::test).orElse(true);
    return candidates.of(all, near, record.isEmpty());
  }

  /** The network is another one: what failed before may work. */
  void forgetTries(Peer peer) {
    line(peer.id()).tries.forget();
  }

  /** An address without a record: whoever is there and is admitted becomes a peer. */
  public void tryAddress(URI address) {
    if (stopped
        || address.getScheme() == null
        || transports.forScheme(address.getScheme()).isEmpty()
        || !hasRoomFor(address)) {
      return;
    }
    Line line = strangers.computeIfAbsent(address, fresh -> new Line(clockwork, threads, random));
    if (System.nanoTime() - line.notBeforeNanos < 0 || !line.dialling.compareAndSet(false, true)) {
      return;
    }
    threads.execute(
        () -> {
          try {
            Optional<Session> found =
                dialler.race(
                    candidates.of(List.of(address), true, true),
                    Optional.empty(),
                    Lane.CONTROL,
                    strangers(line));
            Duration pause = found.isPresent() ? Backoff.LONGEST : line.backoff.failed();
            line.notBeforeNanos = System.nanoTime() + pause.toNanos();
          } finally {
            line.dialling.set(false);
          }
        });
  }

  /** Of too many addresses one is forgotten that nobody answered at for the longest time. */
  private boolean hasRoomFor(URI address) {
    if (strangers.size() < MAX_STRANGERS || strangers.containsKey(address)) {
      return true;
    }
    long now = System.nanoTime();
    return strangers.entrySet().stream()
        .filter(each -> !each.getValue().dialling.get())
        .min(Comparator.comparingLong(each -> each.getValue().notBeforeNanos - now))
        .map(each -> strangers.remove(each.getKey(), each.getValue()))
        .orElse(false);
  }

  private static Dialler.Attempts strangers(Line line) {
    return new Dialler.Attempts() {
      @Override
      public void dialling(Candidate way) {
        LOG.debug("dialling {}", way);
      }

      @Override
      public void failed(Candidate way, IOException cause) {
        String why = String.valueOf(cause.getMessage());
        if (!why.equals(line.lastFailure)) {
          line.lastFailure = why;
          LOG.info("nobody to link with at {}: {}", way, why);
        }
      }

      @Override
      public void linked(Candidate way) {
        LOG.debug("linked by {}", way);
      }

      @Override
      public void overtaken(Candidate way) {
        LOG.debug("not needed: {}", way);
      }
    };
  }

  void forget(Peer peer) {
    lines.remove(peer.id());
    seats.leave(peer.id());
  }

  private Line line(NodeId id) {
    return lines.computeIfAbsent(id, fresh -> new Line(clockwork, threads, random));
  }

  /** Nothing is dialled any more. */
  public void stop() {
    stopped = true;
  }
}
