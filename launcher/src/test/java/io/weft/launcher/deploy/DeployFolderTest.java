package io.weft.launcher.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.launcher.Reporter;
import io.weft.launcher.TinyBundle;
import io.weft.launcher.features.Bundles;
import io.weft.launcher.features.Feature;
import io.weft.launcher.features.InstalledFeatures;
import io.weft.launcher.features.Repository;
import io.weft.launcher.settings.Catalog;
import io.weft.launcher.settings.ConfigurationWriter;
import io.weft.testkit.Eventually;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.launch.Framework;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** In a real framework, with real files. */
class DeployFolderTest {
  @TempDir Path temporary;
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final Map<String, Dictionary<String, ?>> configurations = new ConcurrentHashMap<>();
  private Path repository;
  private Path deploy;
  private Path outside;
  private Framework framework;
  private InstalledFeatures installed;
  private Bundles bundles;
  private FolderWatch watch;

  @BeforeEach
  void start() throws Exception {
    // A name that has to be encoded in locations.
    repository = Files.createDirectories(temporary.resolve("repo +%ö"));
    deploy = Files.createDirectories(temporary.resolve("deploy"));
    outside = Files.createDirectories(temporary.resolve("outside"));
    for (String name : List.of("a", "b", "c")) {
      TinyBundle.named(name).write(repository.resolve("t/" + name + "/1/" + name + "-1.jar"));
    }
    framework =
        new FrameworkFactory()
            .newFramework(
                Map.of(
                    "org.osgi.framework.storage", temporary.resolve("felix").toString(),
                    "org.osgi.framework.startlevel.beginning", "100",
                    "felix.log.level", "0"));
    framework.init();
    bundles = new Bundles(framework.getBundleContext());
    installed =
        new InstalledFeatures(
            bundles, new Repository(List.of(repository)), repository, "linux-x86_64");
    watch = new FolderWatch();
    DeployFolder folder =
        new DeployFolder(
            framework.getBundleContext(),
            installed,
            new ConfigurationWriter(configAdmin()),
            new Catalog(List::of),
            temporary.resolve("copies"),
            new Reporter() {
              @Override
              public void info(String message) {
                told.add(message);
              }

              @Override
              public void problem(String message) {
                told.add(message);
              }
            });
    framework.start();
    watch.watch(deploy, DeployFolder::concerns, folder::accept);
    folder.running();
    watch.start();
  }

  @AfterEach
  void stop() throws Exception {
    watch.close();
    framework.stop();
    framework.waitForStop(10_000);
  }

  private ConfigurationAdmin configAdmin() {
    return (ConfigurationAdmin)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {ConfigurationAdmin.class},
            (admin, method, arguments) -> configuration((String) arguments[0]));
  }

  @SuppressWarnings("unchecked")
  private Object configuration(String pid) {
    return Proxy.newProxyInstance(
        getClass().getClassLoader(),
        new Class<?>[] {Configuration.class},
        (configuration, method, arguments) -> {
          if (method.getName().equals("delete")) {
            configurations.remove(pid);
            return null;
          }
          configurations.put(pid, (Dictionary<String, ?>) arguments[0]);
          return true;
        });
  }

  private static void await(String what, BooleanSupplier condition) {
    Eventually.until(what, Duration.ofSeconds(20), condition);
  }

  private Optional<Bundle> bundle(String name) {
    return Stream.of(framework.getBundleContext().getBundles())
        .filter(bundle -> name.equals(bundle.getSymbolicName()))
        .findFirst();
  }

  private boolean runs(String name) {
    return bundle(name).filter(bundle -> bundle.getState() == Bundle.ACTIVE).isPresent();
  }

  private boolean runs(String name, String version) {
    return bundle(name)
        .filter(bundle -> bundle.getState() == Bundle.ACTIVE)
        .filter(bundle -> bundle.getVersion().toString().equals(version))
        .isPresent();
  }

  private void drop(Path file, String name) throws Exception {
    Path part = deploy.resolve("." + name);
    Files.copy(file, part, StandardCopyOption.REPLACE_EXISTING);
    Files.move(part, deploy.resolve(name), StandardCopyOption.REPLACE_EXISTING);
  }

  private void dropFeature(String name, String text) throws Exception {
    drop(Files.writeString(outside.resolve(name), text), name);
  }

  private static String feature(String... names) {
    StringBuilder text = new StringBuilder("{\"id\": \"t:f:1\", \"bundles\": [");
    for (int i = 0; i < names.length; i++) {
      text.append(i == 0 ? "" : ", ").append("\"t:").append(names[i]).append(":1\"");
    }
    return text.append("]}").toString();
  }

  @Test
  void droppedJarRunsIsUpdatedAndGoes() throws Exception {
    drop(TinyBundle.named("x").write(outside.resolve("x1.jar")), "x.jar");
    await("x runs", () -> runs("x", "1.0.0"));
    drop(TinyBundle.named("x").version("2.0.0").write(outside.resolve("x2.jar")), "x.jar");
    await("x is new", () -> runs("x", "2.0.0"));
    Files.delete(deploy.resolve("x.jar"));
    await("x is gone", () -> bundle("x").isEmpty());
    await("all is told", () -> told.size() == 3);
    assertThat(told)
        .containsExactly(
            "deploy/x.jar: installed x 1.0.0",
            "deploy/x.jar: updated x 2.0.0",
            "deploy/x.jar: uninstalled x 2.0.0");
  }

  @Test
  void badJarIsReportedOnceAndTheOldOneStays() throws Exception {
    drop(TinyBundle.named("x").write(outside.resolve("x1.jar")), "x.jar");
    await("x runs", () -> runs("x"));
    byte[] whole =
        Files.readAllBytes(TinyBundle.named("x").version("2.0.0").write(outside.resolve("x2.jar")));
    Files.write(outside.resolve("half.jar"), Arrays.copyOf(whole, whole.length / 2));
    drop(outside.resolve("half.jar"), "x.jar");
    await("the problem is told", () -> told.size() == 2);
    assertThat(told.get(1)).contains("x.jar: is not a whole jar").doesNotContain("\n");
    assertThat(runs("x", "1.0.0")).isTrue();
    drop(outside.resolve("x2.jar"), "x.jar");
    await("x is new", () -> runs("x", "2.0.0"));
  }

  @Test
  void jarWithoutSymbolicNameOrWithMissingPackagesIsReported() throws Exception {
    drop(
        TinyBundle.named("y")
            .header("Import-Package", "no.such;version=\"[1,2)\"")
            .write(outside.resolve("y.jar")),
        "y.jar");
    await("the problem is told", () -> told.size() == 2);
    assertThat(told.get(1))
        .isEqualTo(
            "y cannot start: no bundle exports the package no.such in a version from 1.0.0 and"
                + " below 2.0.0");
    try (JarOutputStream jar =
        new JarOutputStream(Files.newOutputStream(outside.resolve("z.jar")))) {
      jar.putNextEntry(new JarEntry("x"));
    }
    drop(outside.resolve("z.jar"), "z.jar");
    await("the problem is told", () -> told.size() == 3);
    assertThat(told.get(2)).contains("z.jar: is a jar but not an OSGi bundle");
  }

  @Test
  void jarTakesThePlaceOfAFeaturesBundleUntilItGoes() throws Exception {
    bundles.start(installed.install("start", Feature.parse(feature("a"), "f")));
    drop(TinyBundle.named("a").version("1.1.0").write(outside.resolve("a.jar")), "patched.jar");
    await("a is patched", () -> runs("a", "1.1.0"));
    Files.delete(deploy.resolve("patched.jar"));
    await("a is back", () -> runs("a", "1.0.0"));
  }

  @Test
  void bundlesStayAsLongAsAFeatureNamesThem() throws Exception {
    dropFeature("one.json", feature("a", "b"));
    dropFeature("two.json", feature("b", "c"));
    await("all run", () -> runs("a") && runs("b") && runs("c"));
    long b = bundle("b").orElseThrow().getBundleId();
    Files.delete(deploy.resolve("one.json"));
    await("a is gone", () -> bundle("a").isEmpty());
    assertThat(bundle("b").orElseThrow().getBundleId()).isEqualTo(b);
    assertThat(runs("b")).isTrue();
    dropFeature("two.json", feature("c", "a"));
    await("b is gone, a is back", () -> bundle("b").isEmpty() && runs("a"));
    Files.delete(deploy.resolve("two.json"));
    await("nothing is left", () -> framework.getBundleContext().getBundles().length == 1);
  }

  @Test
  void wrongFeatureIsReportedWithItsPlaceAndChangesNothing() throws Exception {
    dropFeature("f.json", feature("a"));
    await("a runs", () -> runs("a"));
    dropFeature("f.json", "{\"id\": \"t:f:1\",\n \"bundles\": [\"t:b:1\" \"t:c:1\"]}");
    await("the problem is told", () -> told.size() == 2);
    assertThat(told.get(1)).endsWith("f.json:2:22: expected ',' or ']', but there is '\"'");
    dropFeature("f.json", feature("b", "missing"));
    await("the problem is told", () -> told.size() == 3);
    assertThat(told.get(2))
        .startsWith("deploy/f.json: the bundle t:missing:1 is not there; looked for ");
    assertThat(runs("a")).isTrue();
    assertThat(bundle("b")).isEmpty();
  }

  @Test
  void configurationsOfAFeatureComeAndGoWithIt() throws Exception {
    dropFeature(
        "f.json",
        "{\"id\": \"t:f:1\", \"configurations\": {\"p\": {\"n:Integer\": 3, \"t\": \"x\"}}}");
    await("p is set", () -> configurations.containsKey("p"));
    assertThat(configurations.get("p").get("n")).isEqualTo(3);
    Files.delete(deploy.resolve("f.json"));
    await("p is gone", () -> !configurations.containsKey("p"));
  }
}
