package io.weft.launcher;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;

/** Waits for the node, or for the certainty that there will be none. */
final class Readiness {
  /** The service that says that a node runs. */
  private static final String NODE = "io.weft.node.Node";

  /** A component that has failed for this long does not get up by itself. */
  private static final long FAILED_MILLIS = 1000;

  /** A node that isn't there by then has something in its way, on the slowest machine. */
  private static final long LIMIT_MILLIS = 30_000;

  private final BundleContext framework;
  private final Components components;

  Readiness(BundleContext framework, Components components) {
    this.framework = framework;
    this.components = components;
  }

  /**
   * Returns when there is a node.
   *
   * @throws Refusal with the reason if there is none
   */
  void await() throws InterruptedException {
    CountDownLatch there = new CountDownLatch(1);
    ServiceListener listener =
        event -> {
          if (event.getType() == ServiceEvent.REGISTERED) {
            there.countDown();
          }
        };
    try {
      framework.addServiceListener(listener, "(objectClass=" + NODE + ")");
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException(e);
    }
    try {
      if (framework.getServiceReference(NODE) != null
          || there.await(FAILED_MILLIS, TimeUnit.MILLISECONDS)) {
        return;
      }
      boolean failed = components.troubles().stream().anyMatch(Components.Trouble::failed);
      if (failed || !there.await(LIMIT_MILLIS, TimeUnit.MILLISECONDS)) {
        List<Components.Trouble> troubles = components.troubles();
        String why = troubles.isEmpty() ? "no component says why" : troubles.get(0).toString();
        throw new Refusal("the node did not start: " + why, Refusal.CANNOT_START);
      }
    } finally {
      framework.removeServiceListener(listener);
    }
  }
}
