package io.weft.control.state;

import io.weft.control.ControlException;
import io.weft.control.ControlException.Reason;
import io.weft.control.ControlWatcher;
import io.weft.control.Point;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;

/** Who watches which points. Safe on every thread; telling never blocks. */
final class Watches {

  /** Watchers of one process: each may need a thread while it is busy. */
  private static final int MOST = 256;

  private final Executor threads;
  private final List<Watching> all = new CopyOnWriteArrayList<>();

  Watches(Executor threads) {
    this.threads = threads;
  }

  Watching add(NamePattern pattern, ControlWatcher watcher) {
    if (all.size() >= MOST) {
      throw new ControlException(Reason.FULL, "there are " + MOST + " watches (limit) already");
    }
    Watching made = new Watching(pattern, watcher, threads, all::remove);
    all.add(made);
    return made;
  }

  void tell(Point point) {
    for (Watching each : all) {
      each.tell(point);
    }
  }

  /** Ends them all; calls that are under way are not waited for. */
  void close() {
    all.forEach(Watching::end);
    all.clear();
  }
}
