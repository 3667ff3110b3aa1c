package io.weft.shell.verb;

import io.weft.node.NodeId;
import io.weft.peer.PeerInfo;
import io.weft.peer.PeerWatcher;
import io.weft.peer.Peers;
import io.weft.shell.text.Figures;
import io.weft.shell.text.Json;
import io.weft.shell.text.Terminal;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Follows who is there on the terminal, one line a change. What waits for a slow terminal is
 * folded: the last change of each node.
 */
final class NodeWatch implements PeerWatcher {

  private enum What {
    FOUND,
    CHANGED,
    LOST;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private record Change(Instant at, What what, PeerInfo peer) {

    /** What there is to say if this follows a change that was not printed yet. */
    Change after(Change before) {
      boolean stillNew = before.what == What.FOUND && what == What.CHANGED;
      return new Change(at, stillNew ? What.FOUND : what, peer);
    }
  }

  private final Mesh mesh;
  private final Terminal terminal;
  private final boolean json;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition come = lock.newCondition();
  private final Map<NodeId, Change> waiting = new LinkedHashMap<>();

  NodeWatch(Mesh mesh, Terminal terminal, boolean json) {
    this.mesh = mesh;
    this.terminal = terminal;
    this.json = json;
  }

  /** Prints changes until the time is up. */
  void run(Duration within) throws InterruptedException {
    long end = System.nanoTime() + within.toNanos();
    Peers.Watch watch = mesh.peers().watch(this);
    try {
      terminal.remark("watching; who is there already comes first");
      for (Change next = next(end); next != null; next = next(end)) {
        print(next);
      }
    } finally {
      watch.close();
    }
  }

  private @Nullable Change next(long end) throws InterruptedException {
    lock.lock();
    try {
      if (waiting.isEmpty()) {
        terminal.flush();
      }
      long left = end - System.nanoTime();
      while (waiting.isEmpty() && left > 0) {
        left = come.awaitNanos(left);
      }
      Iterator<Change> first = waiting.values().iterator();
      if (!first.hasNext()) {
        return null;
      }
      Change next = first.next();
      first.remove();
      return next;
    } finally {
      lock.unlock();
    }
  }

  private void print(Change change) {
    PeerInfo peer = change.peer;
    if (json) {
      terminal.line(
          Json.line(
              Json.object(
                  "at",
                  change.at,
                  "change",
                  change.what,
                  "node",
                  NodeFields.of(peer, mesh.offeredBy(peer.id())))));
      return;
    }
    String name = peer.name().isEmpty() ? "(no name yet)" : peer.name();
    terminal.line(
        "%s  %-7s  %s (%s)  %s"
            .formatted(
                Figures.time(change.at), change.what, name, peer.id().shortText(), how(peer)));
  }

  private static String how(PeerInfo peer) {
    String state = peer.state().name().toLowerCase(Locale.ROOT);
    String via = Nodes.inUse(peer).map(link -> " via " + Nodes.via(link)).orElse("");
    String trip = peer.roundTrip().map(time -> ", " + Figures.duration(time)).orElse("");
    String by = String.join(", ", new TreeSet<>(peer.sources().keySet()));
    return state + via + trip + (by.isEmpty() ? "" : ", found by " + by);
  }

  private void add(What what, PeerInfo peer) {
    Change change = new Change(Instant.now(), what, peer);
    lock.lock();
    try {
      waiting.merge(peer.id(), change, (before, now) -> now.after(before));
      come.signal();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void found(PeerInfo peer) {
    add(What.FOUND, peer);
  }

  @Override
  public void changed(PeerInfo peer) {
    add(What.CHANGED, peer);
  }

  @Override
  public void lost(PeerInfo peer) {
    add(What.LOST, peer);
  }
}
