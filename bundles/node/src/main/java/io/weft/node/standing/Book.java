package io.weft.node.standing;

import io.weft.node.NodeId;
import io.weft.peer.KnownPeer;
import io.weft.peer.PeerStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is remembered, in memory and, while there is a store, in that. What the user decides is
 * stored before the method returns; what the node merely notes is stored every few seconds. Safe on
 * every thread; methods that say so block on the store.
 */
public final class Book {
  private static final Logger LOG = LoggerFactory.getLogger(Book.class);

  /** Peers that are remembered at most; beyond that the one unheard of for longest goes. */
  static final int MAX_REMEMBERED = 100_000;

  /** Forgotten together when there are too many: looking for the oldest takes a while. */
  private static final int FORGOTTEN_AT_ONCE = 1_000;

  /** The store is written by one thread at a time; the map is read by all. */
  private final ReentrantLock storing = new ReentrantLock();

  private final Map<NodeId, KnownPeer> known = new ConcurrentHashMap<>();
  private final Set<NodeId> unsaved = ConcurrentHashMap.newKeySet();
  private volatile @Nullable PeerStore store;
  private String trouble = "";

  /** What is remembered of a peer. */
  public Optional<KnownPeer> find(NodeId id) {
    return Optional.ofNullable(known.get(id));
  }

  /** Everybody, by node id. */
  public List<KnownPeer> all() {
    return known.values().stream().sorted(Comparator.comparing(KnownPeer::id)).toList();
  }

  /** Notes what is stored at the next {@link #flush}. */
  public void note(KnownPeer peer) {
    note(peer, () -> true);
  }

  /**
   * The same, for a note that may come after its peer was forgotten.
   *
   * @param wanted whether it still counts; no {@link #forget} comes between this answer and the
   *     note. Must not block
   */
  public void note(KnownPeer peer, BooleanSupplier wanted) {
    KnownPeer before = known.get(peer.id());
    KnownPeer noted = known.compute(peer.id(), (id, now) -> wanted.getAsBoolean() ? peer : now);
    if (peer.equals(noted) && !peer.equals(before)) {
      unsaved.add(peer.id()); // after the note: whoever stores takes what is noted
    }
    if (known.size() > MAX_REMEMBERED) {
      forgetOldest();
    }
  }

  /** Notes it and blocks until it is stored. */
  public void decide(KnownPeer peer) {
    note(peer);
    flush();
  }

  /** Forgets a peer, and blocks until that is stored. Whether it was remembered. */
  public boolean forget(NodeId id) {
    boolean was = known.remove(id) != null;
    unsaved.add(id);
    flush();
    return was;
  }

  /** Of those whom the user did not keep and nobody banned, the longest unheard of go. */
  private void forgetOldest() {
    known.values().stream()
        .filter(peer -> !peer.kept() && peer.ban().isEmpty())
        .sorted(Comparator.comparing(KnownPeer::lastSeen))
        .limit(FORGOTTEN_AT_ONCE)
        .forEach(
            peer -> {
              known.remove(peer.id(), peer);
              unsaved.add(peer.id());
            });
  }

  // ---- the store

  /**
   * A store is here: what it holds is remembered, unless something newer is known by now. Blocks.
   *
   * @param recalled told of those who came out of it
   */
  public void use(PeerStore found, Consumer<List<KnownPeer>> recalled) {
    storing.lock();
    try {
      List<KnownPeer> fresh = new ArrayList<>();
      found.load(
          peer -> {
            if (known.putIfAbsent(peer.id(), peer) == null) {
              fresh.add(peer);
            }
          });
      store = found;
      unsaved.addAll(known.keySet());
      fresh.forEach(peer -> unsaved.remove(peer.id()));
      if (!fresh.isEmpty()) {
        LOG.info("{} peers are remembered", fresh.size());
      }
      recalled.accept(fresh);
    } catch (IOException e) {
      LOG.warn("peers of earlier runs are not remembered: {}", e.getMessage());
    } finally {
      storing.unlock();
    }
  }

  /** The store goes: everything is stored, then it is left alone. Blocks. */
  public void leave(PeerStore going) {
    storing.lock();
    try {
      if (store == going) {
        flush();
        store = null;
      }
    } finally {
      storing.unlock();
    }
  }

  /** Stores what has changed; blocks. What cannot be stored is tried again at the next one. */
  public void flush() {
    storing.lock();
    try {
      PeerStore to = store;
      if (to == null || unsaved.isEmpty()) {
        return;
      }
      Set<NodeId> taken = new HashSet<>(unsaved);
      unsaved.removeAll(taken); // first: what changes from here on is stored next time
      try {
        List<KnownPeer> saved =
            taken.stream().map(known::get).filter(each -> each != null).toList();
        List<NodeId> removed = taken.stream().filter(id -> !known.containsKey(id)).toList();
        if (!saved.isEmpty()) {
          save(to, saved);
        }
        if (!removed.isEmpty()) {
          to.remove(removed);
        }
        if (!trouble.isEmpty()) {
          trouble = "";
          LOG.info("peers are stored again");
        }
      } catch (IOException e) {
        unsaved.addAll(taken);
        say(String.valueOf(e.getMessage()));
      }
    } finally {
      storing.unlock();
    }
  }

  /** One that cannot be stored, whatever is done, shall not keep the others out. */
  private static void save(PeerStore to, List<KnownPeer> peers) throws IOException {
    try {
      to.save(peers);
    } catch (IllegalArgumentException e) {
      for (KnownPeer peer : peers) {
        try {
          to.save(List.of(peer));
        } catch (IllegalArgumentException unfit) {
          LOG.warn("{} is not stored: {}", peer.id(), unfit.getMessage());
        }
      }
    }
  }

  /** Once for each trouble: it is met again every few seconds. */
  private void say(String what) {
    if (!what.equals(trouble)) {
      trouble = what;
      LOG.warn("peers are remembered, but cannot be stored: {}", what);
    }
  }
}
