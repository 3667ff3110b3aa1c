package io.weft.launcher.deploy;

import io.weft.launcher.Refusal;
import io.weft.launcher.features.Bundles;
import io.weft.launcher.features.Faults;
import io.weft.launcher.features.Feature;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;

/**
 * Bundles that came as single jars. A jar with the symbolic name of a bundle that a feature brought
 * takes its place, until the jar goes again. One thread at a time.
 */
final class DroppedJars {
  private final BundleContext framework;
  private final Bundles bundles;
  private final Path copies;
  private final Map<Path, Bundle> bundleByJar = new HashMap<>();

  /**
   * @param copies a folder for what must not change while it is read
   */
  DroppedJars(BundleContext framework, Bundles bundles, Path copies) {
    this.framework = framework;
    this.bundles = bundles;
    this.copies = copies;
  }

  /**
   * Installs or updates from a copy.
   *
   * @return what happened, and the bundle if it is yet to be started
   * @throws Refusal if it can't be; what was there before still runs
   */
  Done take(Path jar) {
    Path copy = copy(jar);
    try {
      String name = symbolicName(jar, copy);
      Bundle mine = bundleByJar.get(jar);
      if (mine != null && !name.equals(mine.getSymbolicName())) {
        remove(jar);
        mine = null;
      }
      Bundle before = mine == null ? find(name).orElse(null) : mine;
      if (before == null) {
        Bundle added =
            bundles.installCopy("deploy:" + jar.getFileName(), copy, Feature.DEFAULT_START_LEVEL);
        bundleByJar.put(jar, added);
        return new Done("installed " + shown(added), Optional.of(added));
      }
      if (mine == null && bundleByJar.containsValue(before)) {
        throw new Refusal(jar + ": another jar in this folder already brings the bundle " + name);
      }
      update(before, copy, jar);
      bundleByJar.put(jar, before);
      return new Done("updated " + shown(before), Optional.empty());
    } finally {
      delete(copy);
    }
  }

  /** What was done with a file. */
  record Done(String what, Optional<Bundle> toStart) {}

  /** Uninstalls what the jar brought, or gives the feature's bundle back. */
  String remove(Path jar) {
    Bundle bundle = bundleByJar.remove(jar);
    if (bundle == null || bundle.getState() == Bundle.UNINSTALLED) {
      return "was not in use";
    }
    String shown = shown(bundle);
    if (bundle.getLocation().startsWith("deploy:")) {
      bundles.uninstall(List.of(bundle));
      return "uninstalled " + shown;
    }
    try {
      bundle.update();
      bundles.refreshIfStale(bundle);
      return "back to " + shown(bundle);
    } catch (BundleException e) {
      throw new Refusal(
          jar + ": " + shown + " cannot go back: " + Faults.reason(e), Refusal.CANNOT_START);
    }
  }

  private void update(Bundle bundle, Path copy, Path jar) {
    try (InputStream in = Files.newInputStream(copy)) {
      bundle.update(in);
      bundles.refreshIfStale(bundle);
    } catch (IOException | BundleException e) {
      throw new Refusal(
          jar + ": " + shown(bundle) + " cannot be updated: " + Faults.reason(e),
          Refusal.CANNOT_START);
    }
  }

  private Optional<Bundle> find(String symbolicName) {
    for (Bundle bundle : framework.getBundles()) {
      if (symbolicName.equals(bundle.getSymbolicName())) {
        return Optional.of(bundle);
      }
    }
    return Optional.empty();
  }

  private static String symbolicName(Path jar, Path copy) {
    try (JarFile file = new JarFile(copy.toFile())) {
      Manifest manifest = file.getManifest();
      String name =
          manifest == null
              ? null
              : manifest.getMainAttributes().getValue(Constants.BUNDLE_SYMBOLICNAME);
      if (name == null) {
        throw new Refusal(
            jar + ": is a jar but not an OSGi bundle: its manifest has no Bundle-SymbolicName");
      }
      return name.split(";", 2)[0].strip();
    } catch (IOException e) {
      throw new Refusal(jar + ": is not a whole jar: " + e.getMessage());
    }
  }

  private Path copy(Path jar) {
    Path copy = copies.resolve(jar.getFileName().toString());
    try {
      Files.createDirectories(copies);
      return Files.copy(jar, copy, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new Refusal(jar + ": cannot be copied: " + e.getMessage());
    }
  }

  private static void delete(Path copy) {
    try {
      Files.deleteIfExists(copy);
    } catch (IOException e) {
      // The next start empties the folder.
    }
  }

  private static String shown(Bundle bundle) {
    return bundle.getSymbolicName() + " " + bundle.getVersion();
  }
}
