package io.weft.files.live;

import io.weft.transfer.Transfer;
import io.weft.transfer.TransferListener;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells listeners of changes, one after another. Safe on every thread. */
public final class Notices {
  private static final Logger LOG = LoggerFactory.getLogger(Notices.class);

  private record Notice(Transfer transfer, Transfer.State state) {}

  private final Executor threads;
  private final List<TransferListener> listeners = new CopyOnWriteArrayList<>();
  private final Queue<Notice> waiting = new ArrayDeque<>();
  private boolean telling;

  public Notices(Executor threads) {
    this.threads = threads;
  }

  /** Tells this one, too, from now on. */
  public void add(TransferListener listener) {
    listeners.add(listener);
  }

  /** Tells it no more. */
  public void remove(TransferListener listener) {
    listeners.remove(listener);
  }

  void tell(Transfer transfer, Transfer.State state) {
    if (listeners.isEmpty()) {
      return;
    }
    synchronized (waiting) {
      waiting.add(new Notice(transfer, state));
      if (telling) {
        return;
      }
      telling = true;
    }
    threads.execute(this::tellAll);
  }

  private void tellAll() {
    for (Notice next = next(); next != null; next = next()) {
      for (TransferListener each : listeners) {
        try {
          each.changed(next.transfer, next.state);
        } catch (RuntimeException e) {
          LOG.warn("a listener of transfers failed", e);
        }
      }
    }
  }

  private @Nullable Notice next() {
    synchronized (waiting) {
      Notice next = waiting.poll();
      telling = next != null;
      return next;
    }
  }
}
