package io.weft.files.desk;

import io.weft.peer.PeerInfo;
import io.weft.peer.PeerWatcher;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for the other sides of transfers: each second, and at once when something changes of a
 * node, so that what waits for it goes on when it comes. Safe on every thread.
 */
final class Lookout implements PeerWatcher {
  private static final Logger LOG = LoggerFactory.getLogger(Lookout.class);

  /** Between two looks, whatever happens: offers are repeated after a silence. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final Desk desk;
  private final ScheduledExecutorService clockwork;
  private final AtomicBoolean soon = new AtomicBoolean();

  Lookout(Desk desk, ScheduledExecutorService clockwork) {
    this.desk = desk;
    this.clockwork = clockwork;
    clockwork.scheduleWithFixedDelay(this::look, 0, LOOK.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void look() {
    soon.set(false);
    try {
      desk.look();
    } catch (RuntimeException e) { // the clockwork would never look again
      LOG.warn("looking for the other sides of transfers failed", e);
    }
  }

  private void lookSoon(PeerInfo peer) {
    if (peer.state() != PeerInfo.State.CONNECTED || !soon.compareAndSet(false, true)) {
      return;
    }
    try {
      clockwork.execute(this::look);
    } catch (RejectedExecutionException e) {
      // The node stops.
    }
  }

  @Override
  public void found(PeerInfo peer) {
    lookSoon(peer);
  }

  @Override
  public void changed(PeerInfo peer) {
    lookSoon(peer);
  }

  @Override
  public void lost(PeerInfo peer) {
    // The next look finds that it is away.
  }
}
