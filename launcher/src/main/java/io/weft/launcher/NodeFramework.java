package io.weft.launcher;

import io.weft.launcher.features.Faults;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.startlevel.FrameworkStartLevel;
import org.osgi.service.cm.ConfigurationAdmin;

/** The embedded OSGi framework of one node. */
final class NodeFramework {
  /** Logs, Config Admin and the component runtime are at or below it: see features/base.json. */
  static final int BASE_LEVEL = 3;

  /** Above what any feature may ask for. */
  static final int TOP_LEVEL = 100;

  /** Bundles that nobody sets a level for, such as those that a shell installs. */
  private static final int INSTALLED_LATER_LEVEL = 40;

  private final Framework framework;
  private final Map<Bundle, String> faults = new ConcurrentHashMap<>();

  private NodeFramework(Framework framework) {
    this.framework = framework;
  }

  /**
   * A framework with nothing in it: what an earlier run of the node left is thrown away, for
   * everything is installed anew.
   *
   * @param storage the framework's own folder
   */
  static NodeFramework create(Path storage, Map<String, String> properties) {
    Map<String, String> all = new HashMap<>(properties);
    all.put(Constants.FRAMEWORK_STORAGE, storage.toString());
    all.put(Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
    all.put(Constants.FRAMEWORK_BEGINNING_STARTLEVEL, Integer.toString(BASE_LEVEL));
    all.put("felix.startlevel.bundle", Integer.toString(INSTALLED_LATER_LEVEL));
    // What goes wrong comes as events, and is told once, in words.
    all.put("felix.log.level", "0");
    // The launcher writes configurations: so it shares Config Admin's API with all bundles.
    all.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, "org.osgi.service.cm;version=1.6.1");
    // Flight Recorder writes code into a bundle's events that needs these.
    all.put(Constants.FRAMEWORK_BOOTDELEGATION, "jdk.jfr.internal.*");
    NodeFramework created = new NodeFramework(new FrameworkFactory().newFramework(all));
    try {
      created.framework.init(created::note);
      created.context().addFrameworkListener(created::note);
    } catch (BundleException e) {
      throw new Refusal("the framework cannot start: " + Faults.reason(e), Refusal.CANNOT_START);
    }
    return created;
  }

  private void note(FrameworkEvent event) {
    // Others are of services that can't be had, which their components tell.
    if (event.getType() == FrameworkEvent.ERROR
        && event.getThrowable() instanceof BundleException) {
      faults.putIfAbsent(event.getBundle(), Faults.reason(event.getThrowable()));
    }
  }

  /** The system bundle's. */
  BundleContext context() {
    return framework.getBundleContext();
  }

  /** Starts what is at {@link #BASE_LEVEL} or below. */
  void startBase() {
    try {
      framework.start();
    } catch (BundleException e) {
      throw new Refusal("the framework cannot start: " + Faults.reason(e), Refusal.CANNOT_START);
    }
  }

  /** Config Admin, which runs once the base does. */
  ConfigurationAdmin configurationAdmin() {
    ServiceReference<ConfigurationAdmin> reference =
        context().getServiceReference(ConfigurationAdmin.class);
    if (reference == null) {
      faults().forEach((bundle, reason) -> refuse(bundle, reason));
      throw new Refusal(
          "no feature of this node brings Config Admin: the feature base must be among them",
          Refusal.CANNOT_START);
    }
    return context().getService(reference);
  }

  private static void refuse(Bundle bundle, String reason) {
    throw new Refusal(bundle.getSymbolicName() + " cannot start: " + reason, Refusal.CANNOT_START);
  }

  /** Starts the rest, and waits for it. */
  void startAll() throws InterruptedException {
    CountDownLatch reached = new CountDownLatch(1);
    framework
        .adapt(FrameworkStartLevel.class)
        .setStartLevel(
            TOP_LEVEL,
            event -> {
              note(event);
              if (event.getType() == FrameworkEvent.STARTLEVEL_CHANGED) {
                reached.countDown();
              }
            });
    reached.await();
  }

  /** Why bundles did not start. */
  Map<Bundle, String> faults() {
    return new LinkedHashMap<>(faults);
  }

  /** Until somebody stops it. */
  void awaitStop() throws InterruptedException {
    framework.waitForStop(0);
  }

  /**
   * Stops the bundles, start level by start level downwards.
   *
   * @return whether it was done in time
   */
  boolean stop(long millis) throws InterruptedException {
    try {
      framework.stop();
    } catch (BundleException e) {
      return false;
    }
    return framework.waitForStop(millis).getType() != FrameworkEvent.WAIT_TIMEDOUT;
  }
}
