package io.weft.node.mesh;

import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.Constants;
import org.osgi.framework.SynchronousBundleListener;

/**
 * Calls as soon as the framework begins to stop. The node's own bundle is stopped after all those
 * of higher start levels, which takes some hundred milliseconds.
 */
final class FrameworkStop implements SynchronousBundleListener, AutoCloseable {
  private final BundleContext context;
  private final Runnable stopping;

  /**
   * @param stopping must not block
   */
  FrameworkStop(BundleContext context, Runnable stopping) {
    this.context = context;
    this.stopping = stopping;
    context.addBundleListener(this);
  }

  @Override
  public void bundleChanged(BundleEvent event) {
    if (event.getType() == BundleEvent.STOPPING
        && event.getBundle().getBundleId() == Constants.SYSTEM_BUNDLE_ID) {
      stopping.run();
    }
  }

  @Override
  public void close() {
    context.removeBundleListener(this);
  }
}
