package io.weft.node.peers;

import io.weft.discovery.Availability;
import io.weft.node.NodeId;
import io.weft.node.NodeRecord;
import io.weft.node.session.Session;
import io.weft.peer.LinkInfo;
import io.weft.peer.PeerEvent;
import io.weft.peer.PeerInfo;
import io.weft.peer.PeerInfo.State;
import io.weft.peer.Standing;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one other node: its record, who saw it and until when that is believed, its
 * session, and what happened. Safe on every thread; each method is one step.
 */
public final class Peer {

  /** Events that are remembered for {@code explain}. */
  private static final int MAX_HISTORY = 64;

  /** Bare addresses that are remembered beside those of the record. */
  private static final int MAX_EXTRA_ADDRESSES = 8;

  private final NodeId id;
  private final Session session;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Instant> seenBy = new HashMap<>();
  private final Map<String, Instant> leases = new HashMap<>();
  private final Set<URI> extraAddresses = new LinkedHashSet<>();
  private final ArrayDeque<PeerEvent> history = new ArrayDeque<>();
  private volatile @Nullable NodeRecord record; // volatile: read without the lock by roles()
  private @Nullable Availability availability;
  private State state = State.KNOWN;
  private @Nullable Instant connectedSince;
  private @Nullable Instant suspendedUntil;
  private Instant lastSeen;

  Peer(NodeId id, Session session, Instant now) {
    this.id = id;
    this.session = session;
    this.lastSeen = now;
  }

  public NodeId id() {
    return id;
  }

  public Session session() {
    return session;
  }

  /** Takes a record in unless a newer one is here. Whether it was taken. */
  boolean learn(NodeRecord told, Instant now) {
    lock.lock();
    try {
      lastSeen = now;
      if (record != null && record.sequence() > told.sequence()) {
        return false;
      }
      boolean different = record == null || record.sequence() < told.sequence();
      record = told;
      return different;
    } finally {
      lock.unlock();
    }
  }

  Optional<NodeRecord> record() {
    lock.lock();
    try {
      return Optional.ofNullable(record);
    } finally {
      lock.unlock();
    }
  }

  /** What it says it is; without a lock, for the request path. */
  Set<String> roles() {
    NodeRecord known = record;
    return known == null ? Set.of() : known.roles();
  }

  /** A source saw it. Whether that source had not before. */
  boolean seen(String source, Instant now, Instant until) {
    lock.lock();
    try {
      lastSeen = now;
      leases.put(source, until);
      return seenBy.put(source, now) == null;
    } finally {
      lock.unlock();
    }
  }

  void extraAddress(URI address) {
    lock.lock();
    try {
      if (extraAddresses.size() < MAX_EXTRA_ADDRESSES) {
        extraAddresses.add(address);
      }
    } finally {
      lock.unlock();
    }
  }

  List<URI> extraAddresses() {
    lock.lock();
    try {
      return List.copyOf(extraAddresses);
    } finally {
      lock.unlock();
    }
  }

  void available(Availability told) {
    lock.lock();
    try {
      availability = told;
    } finally {
      lock.unlock();
    }
  }

  /** A source says that it is gone. */
  void unseen(String source) {
    lock.lock();
    try {
      leases.remove(source);
    } finally {
      lock.unlock();
    }
  }

  /** Whether a source still vouches for it. */
  boolean leased(Instant now) {
    lock.lock();
    try {
      leases.values().removeIf(until -> until.isBefore(now));
      return !leases.isEmpty();
    } finally {
      lock.unlock();
    }
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
      if (state == next) {
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
        leases.clear();
      }
      state = next;
      return true;
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

  PeerEvent note(Instant now, PeerEvent.Kind kind, String detail) {
    PeerEvent event = new PeerEvent(now, kind, detail);
    lock.lock();
    try {
      if (history.size() >= MAX_HISTORY) {
        history.poll();
      }
      history.add(event);
    } finally {
      lock.unlock();
    }
    return event;
  }

  List<PeerEvent> history() {
    lock.lock();
    try {
      return List.copyOf(history);
    } finally {
      lock.unlock();
    }
  }

  /** For people and logs. */
  String name() {
    return record().map(NodeRecord::name).orElse(id.shortText());
  }

  /** What is known at the moment. */
  public PeerInfo info() {
    List<LinkInfo> links = session.linkInfos();
    lock.lock();
    try {
      NodeRecord known = record;
      return new PeerInfo(
          id,
          Optional.ofNullable(known).map(NodeRecord::publicKey),
          known == null ? "" : known.name(),
          known == null ? "" : known.network(),
          known == null ? Set.of() : known.roles(),
          known == null ? Map.of() : known.capabilities(),
          Optional.ofNullable(availability),
          known == null ? List.copyOf(extraAddresses) : known.addresses(),
          seenBy,
          false,
          Standing.UNKNOWN,
          PeerInfo.Dialling.FINE,
          state,
          Optional.ofNullable(connectedSince),
          lastSeen,
          session.roundTrip(),
          links.stream().mapToLong(LinkInfo::sentBytes).sum(),
          links.stream().mapToLong(LinkInfo::receivedBytes).sum(),
          links);
    } finally {
      lock.unlock();
    }
  }
}
