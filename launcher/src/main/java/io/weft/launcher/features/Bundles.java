package io.weft.launcher.features;

import io.weft.launcher.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.FrameworkWiring;

/** The few things that are done with bundles here; what the framework throws becomes a refusal. */
public final class Bundles {
  /** More than any refresh took in trials (0.1 s); the change itself goes on after it. */
  private static final int REFRESH_SECONDS = 10;

  private final BundleContext framework;

  /**
   * @param framework the system bundle's context
   */
  public Bundles(BundleContext framework) {
    this.framework = framework;
  }

  /** Installs a file where it lies: it must not be changed while the framework runs. */
  public Bundle installInPlace(Path file, int startLevel) {
    return install(location(file), null, file, startLevel);
  }

  /** Installs a copy of a file. */
  public Bundle installCopy(String location, Path file, int startLevel) {
    try (InputStream in = Files.newInputStream(file)) {
      return install(location, in, file, startLevel);
    } catch (IOException e) {
      throw new Refusal(file + " cannot be read: " + e.getMessage());
    }
  }

  private Bundle install(
      String location,
      @org.jspecify.annotations.Nullable InputStream in,
      Path file,
      int startLevel) {
    try {
      Bundle bundle = framework.installBundle(location, in);
      bundle.adapt(BundleStartLevel.class).setStartLevel(startLevel);
      return bundle;
    } catch (BundleException e) {
      throw new Refusal(file + " cannot be installed: " + Faults.reason(e), Refusal.CANNOT_START);
    }
  }

  /**
   * Marks bundles as started, in the order of their start levels; those whose level the framework
   * has reached run when this returns.
   *
   * @return why, by bundle, for those that do not
   */
  public Map<Bundle, String> start(Collection<Bundle> bundles) {
    Map<Bundle, String> faults = new LinkedHashMap<>();
    List<Bundle> ordered =
        bundles.stream()
            .filter(bundle -> !isFragment(bundle))
            .sorted(Comparator.comparingInt(b -> b.adapt(BundleStartLevel.class).getStartLevel()))
            .toList();
    for (Bundle bundle : ordered) {
      try {
        bundle.start(Bundle.START_ACTIVATION_POLICY);
      } catch (BundleException e) {
        faults.put(bundle, Faults.reason(e));
      }
    }
    return faults;
  }

  /** Stops and uninstalls, last first, and refreshes exactly these and what was wired to them. */
  public void uninstall(List<Bundle> bundles) {
    for (int i = bundles.size() - 1; i >= 0; i--) {
      Bundle bundle = bundles.get(i);
      try {
        if (bundle.getState() != Bundle.UNINSTALLED) {
          bundle.uninstall();
        }
      } catch (BundleException e) {
        throw new Refusal(
            bundle.getSymbolicName() + " cannot be uninstalled: " + Faults.reason(e),
            Refusal.CANNOT_START);
      }
    }
    refresh(bundles);
  }

  /** Wires an updated bundle anew if others still use what it was before. */
  public void refreshIfStale(Bundle bundle) {
    if (wiring().getRemovalPendingBundles().contains(bundle)) {
      refresh(List.of(bundle));
    }
  }

  /** Wires bundles anew, and waits for it. */
  private void refresh(Collection<Bundle> bundles) {
    if (bundles.isEmpty()) {
      return;
    }
    CountDownLatch done = new CountDownLatch(1);
    wiring()
        .refreshBundles(
            bundles,
            event -> {
              if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED) {
                done.countDown();
              }
            });
    try {
      if (!done.await(REFRESH_SECONDS, TimeUnit.SECONDS)) {
        throw new Refusal(
            "the framework still wires "
                + bundles.stream().map(Bundle::getSymbolicName).collect(Collectors.joining(", "))
                + " after "
                + REFRESH_SECONDS
                + " s",
            Refusal.CANNOT_START);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private FrameworkWiring wiring() {
    return framework.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(FrameworkWiring.class);
  }

  /** Whether it only adds to another bundle, and so can't be started. */
  public static boolean isFragment(Bundle bundle) {
    return bundle.getHeaders("").get(Constants.FRAGMENT_HOST) != null;
  }

  /** The location under which the framework reads a file in place; it decodes what we encode. */
  static String location(Path file) {
    String path = file.toAbsolutePath().normalize().toString().replace('\\', '/');
    String encoded =
        URLEncoder.encode(path, StandardCharsets.UTF_8)
            .replace("+", "%20")
            .replace("%2F", "/")
            .replace("%3A", ":");
    return "reference:file:" + encoded;
  }
}
