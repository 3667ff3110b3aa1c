package io.weft.codec.jackson;

import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleListener;

/** Calls when classes of some bundle are on their way out: it was updated or uninstalled. */
final class BundleWatch implements BundleListener, AutoCloseable {
  private final BundleContext context;
  private final Runnable classesLeave;

  BundleWatch(BundleContext context, Runnable classesLeave) {
    this.context = context;
    this.classesLeave = classesLeave;
    context.addBundleListener(this);
  }

  @Override
  public void bundleChanged(BundleEvent event) {
    if (event.getType() == BundleEvent.UNRESOLVED || event.getType() == BundleEvent.UNINSTALLED) {
      classesLeave.run();
    }
  }

  @Override
  public void close() {
    context.removeBundleListener(this);
  }
}
