package io.weft.launcher.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.launcher.Refusal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureTest {

  @Test
  void readsBundlesAndConfigurations() {
    Feature feature =
        Feature.parse(
            """
            {
              "feature-resource-version": "1.0",
              "id": "com.acme:acme-feature:1.0",
              "name": "acme",
              "bundles": [
                "com.acme:plain:1.1",
                { "id": "com.acme:native:jar:linux-x86_64:1.2", "start-order": 5, "platform": "linux-x86_64" }
              ],
              "configurations": {
                "com.acme.service": {
                  "port:Integer": 7001, "hosts": ["a", "b"], "fast": true, "ratio:Double": 1
                }
              }
            }""",
            "acme.json");
    assertThat(feature.name()).isEqualTo("acme");
    assertThat(feature.bundles())
        .containsExactly(
            new FeatureBundle(
                ArtifactId.parse("com.acme:plain:1.1"),
                Feature.DEFAULT_START_LEVEL,
                Optional.empty()),
            new FeatureBundle(
                ArtifactId.parse("com.acme:native:jar:linux-x86_64:1.2"),
                5,
                Optional.of("linux-x86_64")));
    assertThat(feature.configurations().get("com.acme.service"))
        .containsEntry("port", 7001)
        .containsEntry("hosts", new String[] {"a", "b"})
        .containsEntry("fast", true)
        .containsEntry("ratio", 1.0);
  }

  @Test
  void mistakesAreShownByLineAndColumn() {
    assertThatThrownBy(() -> Feature.parse("{}", "f.json"))
        .hasMessage("f.json:1:1: \"id\" is missing here");
    assertThatThrownBy(
            () ->
                Feature.parse("{\"id\": \"a:b:1\",\n \"bundles\": [{\"id\": \"a:b\"}]}", "f.json"))
        .hasMessage("f.json:2:21: \"a:b\" is not group:artifact[:type[:classifier]]:version");
    assertThatThrownBy(
            () ->
                Feature.parse(
                    "{\"id\": \"a:b:1\",\n \"bundles\": [{\"id\": \"a:b:1\", \"start-order\": 1000}]}",
                    "f.json"))
        .hasMessage("f.json:2:45: start-order must be a whole number from 1 to 99, not 1000");
    assertThatThrownBy(
            () ->
                Feature.parse(
                    "{\"id\": \"a:b:1\", \"configurations\": {\"p\": {\"n:Integer\": \"x\"}}}",
                    "f.json"))
        .hasMessage("f.json:1:55: p/n must be of type Integer, not x");
  }

  @Test
  void binaryFilesAreNoFeatures(@TempDir Path folder) throws Exception {
    Path file = Files.write(folder.resolve("x.json"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    assertThatThrownBy(() -> Feature.read(file, "x.json"))
        .isInstanceOf(Refusal.class)
        .hasMessage("x.json: is not UTF-8 text");
  }

  @Test
  void idsNameFilesOfARepository(@TempDir Path root) throws Exception {
    ArtifactId id = ArtifactId.parse("io.netty:netty-x:jar:linux-x86_64:4.2");
    assertThat(id.path()).isEqualTo(Path.of("io/netty/netty-x/4.2/netty-x-4.2-linux-x86_64.jar"));
    assertThat(id).hasToString("io.netty:netty-x:jar:linux-x86_64:4.2");
    assertThat(ArtifactId.parse("g:a:zip:1")).hasToString("g:a:zip:1");
    assertThat(ArtifactId.parse("g:a:1")).hasToString("g:a:1");
    Repository repository = new Repository(List.of(root.resolve("none"), root));
    assertThatThrownBy(() -> repository.require(id, "f.json"))
        .hasMessageContaining(
            "f.json: the bundle io.netty:netty-x:jar:linux-x86_64:4.2 is not there")
        .hasMessageContaining(root.toString());
    Files.createDirectories(root.resolve(id.path()).getParent());
    Files.writeString(root.resolve(id.path()), "");
    assertThat(repository.require(id, "f.json")).isEqualTo(root.resolve(id.path()));
  }

  @Test
  void idsCannotLeaveTheRepository() {
    assertThatThrownBy(() -> ArtifactId.parse("g:../../x:1"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ArtifactId.parse("g:a:/etc:1"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void platformsHaveNettysNames() {
    assertThat(Platform.of("Linux", "amd64")).isEqualTo("linux-x86_64");
    assertThat(Platform.of("Linux", "aarch64")).isEqualTo("linux-aarch_64");
    assertThat(Platform.of("Mac OS X", "aarch64")).isEqualTo("osx-aarch_64");
    assertThat(Platform.of("Windows 11", "amd64")).isEqualTo("windows-x86_64");
  }
}
