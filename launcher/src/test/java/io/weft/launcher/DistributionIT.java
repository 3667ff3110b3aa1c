package io.weft.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.launcher.features.ArtifactId;
import io.weft.launcher.features.Feature;
import io.weft.launcher.features.FeatureBundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was built is complete, and has nothing twice. */
class DistributionIT {
  private static final Path DIST = Path.of(System.getProperty("weft.dist"));

  private final Distribution distribution = new Distribution(DIST);
  private final Map<String, Feature> features = distribution.features(distribution.featureNames());

  private Stream<ArtifactId> ids() {
    return features.values().stream()
        .flatMap(feature -> feature.bundles().stream())
        .map(FeatureBundle::id);
  }

  @Test
  void everyIdOfEveryFeatureIsInTheRepositoryAndNothingElse() throws Exception {
    Set<Path> named = new HashSet<>();
    ids().forEach(id -> named.add(distribution.repository().resolve(id.path())));
    assertThat(named).isNotEmpty().allMatch(Files::isRegularFile);
    try (Stream<Path> files = Files.walk(distribution.repository())) {
      assertThat(files.filter(Files::isRegularFile)).containsExactlyInAnyOrderElementsOf(named);
    }
  }

  @Test
  void noArtifactIsThereInTwoVersions() {
    Map<ArtifactId, Set<String>> versions = new HashMap<>();
    ids()
        .forEach(
            id ->
                versions
                    .computeIfAbsent(id.withVersion("any"), any -> new HashSet<>())
                    .add(id.version()));
    assertThat(versions).allSatisfy((id, found) -> assertThat(found).hasSize(1));
  }

  @Test
  void noTwoBundlesHaveTheSameSymbolicName() throws Exception {
    Map<String, ArtifactId> byName = new HashMap<>();
    for (ArtifactId id : ids().distinct().toList()) {
      try (JarFile jar = new JarFile(distribution.repository().resolve(id.path()).toFile())) {
        Manifest manifest = jar.getManifest();
        String name = manifest.getMainAttributes().getValue("Bundle-SymbolicName");
        assertThat(name).as("symbolic name of %s", id).isNotNull();
        assertThat(byName.put(name.split(";", 2)[0].strip(), id)).as(name).isNull();
      }
    }
  }

  @Test
  void theUsualFeaturesAreThere() {
    assertThat(features).containsKeys("base", "node", "transport-tcp", "discovery", "shell");
    assertThat(features.keySet()).containsAll(Up.DEFAULT_FEATURES);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"linux-x86_64", "linux-aarch_64", "osx-x86_64", "osx-aarch_64", "windows-x86_64"})
  void eachPlatformHasItsOwnBoringSsl(String platform) throws Exception {
    List<ArtifactId> natives =
        features.get("transport-tcp").bundles().stream()
            .filter(bundle -> bundle.fits(platform))
            .map(FeatureBundle::id)
            .filter(id -> id.artifact().startsWith("io.weft.native.tcnative."))
            .toList();
    assertThat(natives).hasSize(1);
    Path file = distribution.repository().resolve(natives.get(0).path());
    try (JarFile jar = new JarFile(file.toFile())) {
      var manifest = jar.getManifest().getMainAttributes();
      assertThat(manifest.getValue("Fragment-Host")).isEqualTo("io.netty.tcnative-classes");
      String code = manifest.getValue("Bundle-NativeCode");
      assertThat(code)
          .contains("processor=" + (platform.endsWith("aarch_64") ? "AArch64" : "x86-64"))
          .contains(
              "osname="
                  + (platform.startsWith("linux")
                      ? "Linux"
                      : platform.startsWith("osx") ? "MacOSX" : "Win32"));
      assertThat(jar.getEntry(code.substring(0, code.indexOf(';')))).isNotNull();
    }
  }
}
