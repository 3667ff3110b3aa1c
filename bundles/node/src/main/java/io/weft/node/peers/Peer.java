package io.weft.node.peers;

import io.weft.discovery.Availability;
import io.weft.node.NodeId;
import io.weft.node.NodeRecord;
import io.weft.node.directory.Sources;
import io.weft.node.session.Session;
import io.weft.node.standing.Reputation;
import io.weft.peer.Ban;
import io.weft.peer.KnownPeer;
import io.weft.peer.LinkInfo;
import io.weft.peer.PeerInfo;
import io.weft.peer.PeerInfo.State;
import io.weft.peer.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one other node: its record, who saw it and until when that is believed, its
 * session, and what happened. Safe on every thread; each method is one step.
 */
public final class Peer {

  /**
   * Whoever is lost keeps its session for so long: it sends again what the broken links carried,
   * and here it is known what of that was run. As long as requests wait unless they say otherwise.
   */
  static final Duration RETURN = Duration.ofSeconds(30);

  private final NodeId id;
  private final Session session;
  private final ReentrantLock lock = new ReentrantLock();
  private final Sources sources = new Sources();
  private final History history = new History();
  private final Reputation reputation;
  private volatile PeerInfo.Dialling dialling = PeerInfo.Dialling.FINE;
  private boolean kept;
  private boolean parted;
  private Instant neededUntil = Instant.MIN;
  private int bans;
  private @Nullable Ban ban;
  private final Portrait portrait = new Portrait();
  private @Nullable Availability availability;
  private State state = State.KNOWN;
  private @Nullable Instant connectedSince;
  private @Nullable Instant suspendedUntil;
  private @Nullable Instant awaitedUntil;
  private Instant lastSeen;

  Peer(NodeId id, Session session, Instant now) {
    this.id = id;
    this.session = session;
    this.lastSeen = now;
    this.reputation = new Reputation(now);
  }

  /** Takes in what is remembered of it. */
  void recall(KnownPeer known, Instant now) {
    reputation.recall(known.luck(), known.malice(), known.judgedAt(), now);
    lock.lock();
    try {
      kept |= known.kept();
      bans = Math.max(bans, known.bans());
      portrait.recall(known);
      known.ban().filter(each -> each.holds(now)).ifPresent(this::keepAway);
    } finally {
      lock.unlock();
    }
  }

  public NodeId id() {
    return id;
  }

  public Session session() {
    return session;
  }

  /** A source saw it. Whether that source had not before. */
  boolean seen(String source, Instant now, Instant until) {
    lock.lock();
    try {
      lastSeen = now;
    } finally {
      lock.unlock();
    }
    return sources.seen(source, now, until);
  }

  /** When a source or the node itself was last heard. */
  Instant lastSeen() {
    lock.lock();
    try {
      return lastSeen;
    } finally {
      lock.unlock();
    }
  }

  /** Who saw it, and for how long they vouch for it. */
  Sources sources() {
    return sources;
  }

  /** What it looks like. */
  Portrait portrait() {
    return portrait;
  }

  Optional<NodeRecord> record() {
    return portrait.record();
  }

  /** Takes a record in unless a newer one is here. Whether it was taken. */
  boolean learn(NodeRecord told, byte[] signed, Instant now) {
    lock.lock();
    try {
      lastSeen = now;
    } finally {
      lock.unlock();
    }
    return portrait.learn(told, signed);
  }

  // ---- standing

  Reputation reputation() {
    return reputation;
  }

  /** Whether the user added it. */
  boolean kept() {
    lock.lock();
    try {
      return kept;
    } finally {
      lock.unlock();
    }
  }

  void keep(boolean wanted) {
    lock.lock();
    try {
      kept = wanted;
    } finally {
      lock.unlock();
    }
  }

  Optional<Ban> ban() {
    lock.lock();
    try {
      return Optional.ofNullable(ban);
    } finally {
      lock.unlock();
    }
  }

  /** How often it was banned for what it did. */
  int bans() {
    lock.lock();
    try {
      return bans;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Keeps it away: no other state until that is lifted.
   *
   * @param deserved whether for what it did
   */
  void keepAway(Ban told, boolean deserved) {
    lock.lock();
    try {
      keepAway(told);
      bans += deserved ? 1 : 0;
    } finally {
      lock.unlock();
    }
  }

  private void keepAway(Ban told) {
    ban = told;
    state = State.BANNED;
    connectedSince = null;
    suspendedUntil = null;
  }

  /**
   * Lifts the ban.
   *
   * @param forgotten whether the next one is the first again
   * @return whether there was one
   */
  boolean letIn(boolean forgotten) {
    lock.lock();
    try {
      bans = forgotten ? 0 : bans;
      if (ban == null) {
        return false;
      }
      ban = null;
      state = State.KNOWN;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** What is to be remembered of it. */
  KnownPeer memory(Instant now) {
    lock.lock();
    try {
      return new KnownPeer(
          id,
          portrait.key(),
          portrait.name(),
          portrait.network(),
          portrait.roles(),
          portrait.knownAddresses(),
          kept,
          reputation.luck(now),
          reputation.malice(now),
          now,
          bans,
          Optional.ofNullable(ban),
          lastSeen);
    } finally {
      lock.unlock();
    }
  }

  // ---- how it is

  void available(Availability told) {
    lock.lock();
    try {
      availability = told;
    } finally {
      lock.unlock();
    }
  }

  /** Whether a source still vouches for it, or the user keeps it. */
  boolean leased(Instant now) {
    return kept() || sources.vouched(now);
  }

  State state() {
    lock.lock();
    try {
      return state;
    } finally {
      lock.unlock();
    }
  }

  /** Changes the state. Whether it was another one before. */
  boolean become(State next, Instant now) {
    lock.lock();
    try {
      if (state == next || ban != null) {
        return false;
      }
      if (next == State.CONNECTED) {
        connectedSince = now;
        suspendedUntil = null;
      }
      if (next == State.LOST || next == State.GONE) {
        connectedSince = null;
        suspendedUntil = null;
      }
      if (next == State.GONE) {
        sources.clear();
      }
      awaitedUntil = next == State.LOST ? now.plus(RETURN) : null;
      state = next;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** It is needed for requests until then. */
  void need(Instant until) {
    lock.lock();
    try {
      neededUntil = until;
    } finally {
      lock.unlock();
    }
  }

  /** Whether somebody needs it: the user, or requests, one way or the other. */
  boolean needed(Instant now) {
    lock.lock();
    try {
      return kept || neededUntil.isAfter(now);
    } finally {
      lock.unlock();
    }
  }

  /** One side has enough company: it is not waited for when the links are gone. */
  void part() {
    lock.lock();
    try {
      parted = true;
    } finally {
      lock.unlock();
    }
  }

  /** Whether the links that are going are not waited for. Asked once. */
  boolean hasParted() {
    lock.lock();
    try {
      boolean was = parted;
      parted = false;
      return was;
    } finally {
      lock.unlock();
    }
  }

  /** Its links have gone in good order: it is waited for. */
  void suspend(Instant until) {
    lock.lock();
    try {
      suspendedUntil = until;
    } finally {
      lock.unlock();
    }
  }

  /** It is linked again. */
  void resume() {
    lock.lock();
    try {
      suspendedUntil = null;
    } finally {
      lock.unlock();
    }
  }

  /** Whether it was lost so short a while ago that it may come back with the same requests. */
  boolean mayReturn(Instant now) {
    lock.lock();
    try {
      return awaitedUntil != null && now.isBefore(awaitedUntil);
    } finally {
      lock.unlock();
    }
  }

  /** Whether it is waited for, and for too long by now. */
  boolean overdue(Instant now) {
    lock.lock();
    try {
      return suspendedUntil != null && suspendedUntil.isBefore(now);
    } finally {
      lock.unlock();
    }
  }

  boolean suspended() {
    lock.lock();
    try {
      return suspendedUntil != null;
    } finally {
      lock.unlock();
    }
  }

  /** What happened. */
  History history() {
    return history;
  }

  /** For people and logs. */
  String name() {
    String known = portrait.name();
    return known.isEmpty() ? id.shortText() : known;
  }

  /** How dialling it goes. */
  void dialling(PeerInfo.Dialling now) {
    dialling = now;
  }

  /** What is known at the moment. */
  PeerInfo info(Instant now) {
    List<LinkInfo> links = session.linkInfos();
    Standing standing = new Standing(reputation.score(now), reputation.reasons(), ban());
    lock.lock();
    try {
      return new PeerInfo(
          id,
          portrait.key(),
          portrait.name(),
          portrait.network(),
          portrait.roles(),
          portrait.record().map(NodeRecord::capabilities).orElse(Map.of()),
          Optional.ofNullable(availability),
          portrait.addresses(),
          sources.seenBy(),
          kept,
          standing,
          dialling,
          state,
          Optional.ofNullable(connectedSince),
          lastSeen,
          session.roundTrip(),
          session.sentBytes(),
          session.receivedBytes(),
          links);
    } finally {
      lock.unlock();
    }
  }
}
