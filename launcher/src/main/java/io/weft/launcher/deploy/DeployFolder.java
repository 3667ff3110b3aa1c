package io.weft.launcher.deploy;

import io.weft.launcher.Refusal;
import io.weft.launcher.Reporter;
import io.weft.launcher.features.Bundles;
import io.weft.launcher.features.Feature;
import io.weft.launcher.features.InstalledFeatures;
import io.weft.launcher.settings.Catalog;
import io.weft.launcher.settings.ConfigurationWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/**
 * The folder {@code deploy} of a node: a feature ({@code *.json}) or a bundle ({@code *.jar}) that
 * is dropped there runs, one that is replaced is updated, one that is taken away is uninstalled.
 * What is wrong with a file is reported in one line, and the node goes on. One thread at a time.
 */
public final class DeployFolder {
  private final Bundles bundles;
  private final InstalledFeatures features;
  private final DroppedJars jars;
  private final ConfigurationWriter configurations;
  private final Catalog catalog;
  private final Reporter reporter;
  private boolean running;

  /**
   * @param copies a folder for what must not change while it is read
   */
  public DeployFolder(
      BundleContext framework,
      InstalledFeatures features,
      ConfigurationWriter configurations,
      Catalog catalog,
      Path copies,
      Reporter reporter) {
    this.bundles = new Bundles(framework);
    this.features = features;
    this.jars = new DroppedJars(framework, bundles, copies);
    this.configurations = configurations;
    this.catalog = catalog;
    this.reporter = reporter;
  }

  /** Which files it is about. */
  public static boolean concerns(Path file) {
    String name = file.getFileName().toString();
    return !name.startsWith(".") && (name.endsWith(".json") || name.endsWith(".jar"));
  }

  /** From now on what happens is worth a line: before, all of it is the start of the node. */
  public void running() {
    running = true;
  }

  /** Takes up what happened. */
  public void accept(FolderWatch.Changes changes) {
    for (Path file : changes.removed()) {
      attempt(() -> removed(file));
    }
    List<Bundle> fresh = new ArrayList<>();
    for (Path file : changes.changed()) {
      attempt(() -> changed(file, fresh));
    }
    for (Map.Entry<Bundle, String> fault : bundles.start(fresh).entrySet()) {
      reporter.problem(fault.getKey().getSymbolicName() + " cannot start: " + fault.getValue());
    }
  }

  private void changed(Path file, List<Bundle> fresh) {
    if (isJar(file)) {
      catalog.add(Set.of(file));
      DroppedJars.Done done = jars.take(file);
      done.toStart().ifPresent(fresh::add);
      say(file, done.what());
      return;
    }
    Feature feature = Feature.read(file, file.toString());
    List<Bundle> added = features.install(owner(file), feature);
    configurations.feature(owner(file), feature.configurations());
    fresh.addAll(added);
    say(file, "feature " + feature.name() + ", new bundles: " + added.size());
  }

  private void removed(Path file) {
    if (isJar(file)) {
      say(file, jars.remove(file));
      return;
    }
    OptionalInt gone = features.uninstall(owner(file));
    configurations.feature(owner(file), Map.of());
    say(
        file,
        gone.isPresent()
            ? "feature removed, bundles uninstalled: " + gone.getAsInt()
            : "was not in use");
  }

  private void attempt(Runnable work) {
    try {
      work.run();
    } catch (Refusal e) {
      reporter.problem(e.getMessage());
    } catch (IllegalStateException e) {
      // The framework is being stopped, and this thread with it.
      reporter.problem("deploy: " + e.getMessage());
    }
  }

  private void say(Path file, String what) {
    if (running) {
      reporter.info("deploy/" + file.getFileName() + ": " + what);
    }
  }

  private static boolean isJar(Path file) {
    return file.getFileName().toString().endsWith(".jar");
  }

  private static String owner(Path file) {
    return "deploy/" + file.getFileName();
  }
}
