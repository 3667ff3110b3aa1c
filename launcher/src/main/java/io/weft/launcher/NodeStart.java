package io.weft.launcher;

import io.weft.launcher.deploy.DeployFolder;
import io.weft.launcher.deploy.FolderWatch;
import io.weft.launcher.features.Bundles;
import io.weft.launcher.features.Feature;
import io.weft.launcher.features.InstalledFeatures;
import io.weft.launcher.features.Platform;
import io.weft.launcher.features.Repository;
import io.weft.launcher.settings.Catalog;
import io.weft.launcher.settings.ConfigurationWriter;
import io.weft.launcher.settings.LiveSettings;
import io.weft.launcher.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;

/** One node from its first file to its end. */
final class NodeStart {
  private final Up up;
  private final Distribution distribution;
  private final DataDirectory data;
  private final Path config;
  private final Map<String, String> environment;
  private final Repository repository;
  private final Reporter reporter;

  NodeStart(
      Up up,
      Distribution distribution,
      DataDirectory data,
      Path config,
      Map<String, String> environment) {
    this.up = up;
    this.distribution = distribution;
    this.data = data;
    this.config = config;
    this.environment = environment;
    this.repository =
        new Repository(List.of(distribution.repository(), data.path().resolve("repository")));
    this.reporter = new Terminal(up.quiet());
  }

  /**
   * Starts the node and waits for its end.
   *
   * @throws Refusal if it can't start
   */
  void run() throws InterruptedException {
    Map<String, Feature> features = distribution.features(up.features());
    Path deployFolder = data.folder("deploy");
    Path conf = data.folder("conf");
    Catalog catalog = new Catalog(this::allJars);
    Settings.Sources sources =
        new Settings.Sources(
            List.of(distribution.conf(), conf), environment, up.flags(), up.settings());
    // Beside the installation, which takes as long: no part of a node starts before it is known to
    // be right.
    CompletableFuture<Settings> reading =
        CompletableFuture.supplyAsync(
            () -> {
              catalog.add(jars(features.values()));
              catalog.add(files(deployFolder, ".jar"));
              return Settings.read(sources, catalog);
            });
    NodeFramework framework = NodeFramework.create(data.folder("felix"), properties());
    FolderWatch watch = new FolderWatch();
    new Shutdown(framework, watch::close).install();
    Bundles bundles = new Bundles(framework.context());
    InstalledFeatures installed =
        new InstalledFeatures(bundles, repository, distribution.repository(), Platform.current());
    Set<Bundle> core = new LinkedHashSet<>();
    Map<String, Feature> later = new LinkedHashMap<>();
    features.forEach(
        (name, feature) -> {
          if (isBase(feature)) {
            core.addAll(installed.install(name, feature));
          } else {
            later.put(name, feature);
          }
        });
    bundles.start(core);
    // Logs and the component runtime take as long to start as all others to be installed.
    CompletableFuture<Void> base = CompletableFuture.runAsync(framework::startBase);
    later.forEach((name, feature) -> core.addAll(installed.install(name, feature)));
    Settings settings = reading.join();
    if (!settings.problems().isEmpty()) {
      throw new Refusal(String.join("\n", settings.problems()));
    }
    base.join();
    bundles.start(core);
    ConfigurationWriter writer = new ConfigurationWriter(framework.configurationAdmin());
    features.forEach((name, feature) -> writer.feature(name, feature.configurations()));
    writer.user(settings.values());

    DeployFolder deploy =
        new DeployFolder(
            framework.context(), installed, writer, catalog, data.folder("tmp"), reporter);
    watch.watch(deployFolder, DeployFolder::concerns, deploy::accept);
    framework.startAll();
    refuseIfBroken(framework, core);
    deploy.running();
    LiveSettings live = new LiveSettings(sources, catalog, writer, settings, reporter);
    watch.watch(conf, LiveSettings::concerns, live::accept);
    watch.watch(distribution.conf(), LiveSettings::concerns, live::accept);
    watch.start();
    framework.awaitStop();
  }

  private void refuseIfBroken(NodeFramework framework, Set<Bundle> core)
      throws InterruptedException {
    for (Map.Entry<Bundle, String> fault : framework.faults().entrySet()) {
      String text = fault.getKey().getSymbolicName() + " cannot start: " + fault.getValue();
      if (core.contains(fault.getKey())) {
        throw new Refusal(text, Refusal.CANNOT_START);
      }
      reporter.problem(text);
    }
    Components components = new Components(framework.context());
    if (core.stream().anyMatch(NodeStart::isNode)) {
      new Readiness(framework.context(), components).await();
    }
    FailureWatch.start(framework.context(), components, reporter);
  }

  /** Whether it is what all others stand on, such as logs. */
  private static boolean isBase(Feature feature) {
    return feature.bundles().stream()
        .allMatch(bundle -> bundle.startLevel() <= NodeFramework.BASE_LEVEL);
  }

  private static boolean isNode(Bundle bundle) {
    return "io.weft.node".equals(bundle.getSymbolicName());
  }

  private Map<String, String> properties() {
    Path own = data.path().resolve("conf/logback.xml");
    Path logback = Files.exists(own) ? own : distribution.conf().resolve("logback.xml");
    Map<String, String> properties = new HashMap<>();
    properties.put("weft.home", distribution.home().toString());
    properties.put("weft.data", data.path().toString());
    properties.put("weft.config", config.toString());
    // Why a native fragment was chosen: shown by weft bundles.
    properties.put("weft.platform", Platform.current());
    properties.put("weft.up.banner", Boolean.toString(!up.quiet()));
    properties.put("org.ops4j.pax.logging.property.file", logback.toString());
    properties.put("org.ops4j.pax.logging.DefaultServiceLog.level", "ERROR");
    // The console of the feature gogo: the end of its input is not the end of the node.
    properties.put("gosh.args", "--noshutdown");
    // Components that fail are told in one line: see FailureWatch.
    properties.put("ds.log.enabled", "false");
    properties.put("ds.service.changecount.timeout", "300");
    // The logging configuration names the folder of the log by it.
    System.setProperty("weft.data", data.path().toString());
    return properties;
  }

  private List<Path> jars(Collection<Feature> features) {
    String platform = Platform.current();
    return features.stream()
        .flatMap(feature -> feature.bundles().stream())
        .filter(bundle -> bundle.fits(platform))
        .flatMap(bundle -> repository.find(bundle.id()).stream())
        .distinct()
        .toList();
  }

  private List<Path> allJars() {
    List<Path> jars = new ArrayList<>();
    for (Path root : repository.roots()) {
      try (Stream<Path> files = Files.exists(root) ? Files.walk(root) : Stream.empty()) {
        files.filter(file -> file.toString().endsWith(".jar")).forEach(jars::add);
      } catch (IOException e) {
        throw new Refusal(root + " cannot be listed: " + e.getMessage());
      }
    }
    return jars;
  }

  private static List<Path> files(Path folder, String suffix) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    } catch (IOException e) {
      throw new Refusal(folder + " cannot be listed: " + e.getMessage());
    }
  }
}
