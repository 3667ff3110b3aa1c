package io.weft.identity;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the credentials of a running node fresh: looks every minute whether their files have
 * changed, or the clock says that they are to be renewed. By the wall clock, so that a machine that
 * slept for a month renews when it wakes.
 */
public final class Renewal implements AutoCloseable {

  /** Some system calls; an administrator who looks for the effect waits no longer. */
  static final Duration LOOK_EVERY = Duration.ofMinutes(1);

  private static final Logger LOG = LoggerFactory.getLogger(NodeIdentity.class);

  private final NodeIdentity identity;
  private final ScheduledExecutorService clockwork;

  /**
   * Starts to look after an identity.
   *
   * @param clockwork is this object's from here, and ends with it
   */
  public Renewal(NodeIdentity identity, ScheduledExecutorService clockwork) {
    this.identity = identity;
    this.clockwork = clockwork;
    long millis = LOOK_EVERY.toMillis();
    clockwork.scheduleWithFixedDelay(this::look, millis, millis, TimeUnit.MILLISECONDS);
  }

  private void look() {
    try {
      if (identity.renew()) {
        LOG.info(
            "This node has a new certificate, valid until {}",
            identity.credentials().certificate().getNotAfter().toInstant());
      }
    } catch (IdentityException e) {
      LOG.warn("The certificate of this node stays as it is: {}", e.getMessage());
    } catch (RuntimeException e) { // the next look may be luckier
      LOG.warn("Looking for a new certificate failed", e);
    }
  }

  @Override
  public void close() {
    clockwork.shutdownNow();
  }
}
