package io.weft.node.peers;

import io.weft.node.NodeId;
import io.weft.node.NodeRecord;
import io.weft.peer.LinkInfo;
import io.weft.peer.PeerInfo;
import io.weft.peer.PeerInfo.State;
import io.weft.peer.PeerWatcher;
import io.weft.peer.Peers.Watch;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells watchers who is there. What may have changed is marked, never queued: one thread compares
 * what each watcher was told with what is. So a slow one misses steps between, but never the
 * outcome, and nothing piles up. Safe on every thread.
 */
final class LiveList {
  private static final Logger LOG = LoggerFactory.getLogger(LiveList.class);

  private final Map<NodeId, Peer> peers;
  private final Executor thread;
  private final Clock clock;
  private final List<Watching> watchers = new CopyOnWriteArrayList<>();
  private final Set<NodeId> marked = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean due = new AtomicBoolean();

  /**
   * @param peers all that are known
   * @param thread runs one task after another
   */
  LiveList(Map<NodeId, Peer> peers, Executor thread, Clock clock) {
    this.peers = peers;
    this.thread = thread;
    this.clock = clock;
  }

  Watch watch(PeerWatcher watcher) {
    Watching made = new Watching(watcher);
    watchers.add(made);
    markAll();
    return made;
  }

  /** Something about this peer may have changed. */
  void mark(NodeId id) {
    if (!watchers.isEmpty()) {
      marked.add(id);
      wake();
    }
  }

  /** Something may have changed that nobody has marked, such as a lease that ended. */
  void markAll() {
    if (!watchers.isEmpty()) {
      marked.addAll(peers.keySet());
      wake();
    }
  }

  private void wake() {
    if (due.compareAndSet(false, true)) {
      try {
        thread.execute(this::look);
      } catch (RejectedExecutionException e) {
        LOG.debug("stopping: nobody is told who is there");
      }
    }
  }

  private void look() {
    due.set(false); // whatever is marked from here on makes another look
    Set<NodeId> ids = new HashSet<>();
    marked.removeIf(ids::add);
    for (Watching each : watchers) {
      each.tell(ids);
    }
  }

  /** What of a peer is told when it changes; times and counters are not. */
  private record Shown(State state, long record, Set<String> sources, List<String> links) {

    static Shown of(PeerInfo info, Peer peer) {
      return new Shown(
          info.state(),
          peer.record().map(NodeRecord::sequence).orElse(0L),
          info.sources().keySet(),
          info.links().stream().map(Shown::of).sorted().toList());
    }

    private static String of(LinkInfo link) {
      return link.remote() + " " + link.lane() + " " + link.inUse();
    }
  }

  private record Told(Shown shown, PeerInfo info) {}

  private final class Watching implements Watch {
    private final PeerWatcher watcher;
    private final ReentrantLock telling = new ReentrantLock();
    private final Map<NodeId, Told> told = new HashMap<>();
    private boolean closed;

    Watching(PeerWatcher watcher) {
      this.watcher = watcher;
    }

    void tell(Set<NodeId> ids) {
      telling.lock();
      try {
        for (NodeId id : ids) {
          if (!closed) {
            compare(id, told.get(id), now(id));
          }
        }
      } finally {
        telling.unlock();
      }
    }

    private void compare(NodeId id, @Nullable Told before, @Nullable Told now) {
      if (now == null) {
        told.remove(id);
      } else {
        told.put(id, now);
      }
      try {
        if (before == null && now != null) {
          watcher.found(now.info);
        } else if (before != null && now == null) {
          watcher.lost(last(before.info));
        } else if (before != null && now != null && !before.shown.equals(now.shown)) {
          watcher.changed(now.info);
        }
      } catch (RuntimeException e) {
        LOG.warn("a watcher of peers failed with {}", id.shortText(), e);
      }
    }

    @Override
    public void close() {
      watchers.remove(this);
      telling.lock();
      try {
        closed = true;
      } finally {
        telling.unlock();
      }
    }
  }

  private @Nullable Told now(NodeId id) {
    Peer peer = peers.get(id);
    if (peer == null) {
      return null;
    }
    PeerInfo info = peer.info(clock.instant());
    boolean there = info.state() != State.GONE && info.state() != State.BANNED;
    return there ? new Told(Shown.of(info, peer), info) : null;
  }

  /** How a peer is that is not there any more: as it is, or was when it was forgotten. */
  private PeerInfo last(PeerInfo before) {
    Peer peer = peers.get(before.id());
    return peer == null ? before : peer.info(clock.instant());
  }
}
