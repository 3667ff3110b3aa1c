package io.weft.shell.verb;

import static io.weft.shell.verb.FakeMesh.B;
import static org.assertj.core.api.Assertions.assertThat;

import io.weft.discovery.NodeRegistry;
import io.weft.shell.verb.FakeMesh.Answer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RegistryTest {

  private static final Path OWN = Path.of("/data/node-registry.json");

  private final FakeMesh fake = new FakeMesh();
  private final List<String> asked = new ArrayList<>();
  private final List<NodeRegistry.Entry> entries = new ArrayList<>();

  @BeforeEach
  void registry() {
    fake.mesh.registry =
        new NodeRegistry() {
          @Override
          public Path file() {
            return OWN;
          }

          @Override
          public void save(Path file) throws IOException {
            if (file.startsWith("/full")) {
              throw new IOException(file + " cannot be written: the disk is full");
            }
            asked.add("save " + file);
          }

          @Override
          public List<Entry> read(String location) {
            if (location.startsWith("ftp:")) {
              throw new IllegalArgumentException("\"" + location + "\" is no place");
            }
            asked.add("read " + location);
            return entries;
          }
        };
    entries.add(
        new NodeRegistry.Entry(
            "/x/b.json:1:1",
            Optional.of(B),
            Optional.of(fake.mesh.node().record()),
            List.of(URI.create("tcp://10.0.0.7:7001")),
            Optional.empty()));
  }

  private void doubtful() {
    entries.add(
        new NodeRegistry.Entry(
            "/x/p.json:2:3",
            Optional.empty(),
            Optional.empty(),
            List.of(URI.create("tcp://10.0.0.8:7001")),
            Optional.empty()));
    entries.add(
        new NodeRegistry.Entry(
            "/x/c.json:7:1",
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Optional.of("bad JSON: it ends")));
  }

  @Test
  void ownFileIsShownAndSavedIfNothingElseIsSaid() {
    assertThat(fake.run("registry").out()).contains("node-a", "genuine", "tcp://10.0.0.7:7001");
    assertThat(fake.run("registry", "show").exit()).isZero();
    assertThat(fake.run("registry", "save").out()).isEqualTo("saved " + OWN + "\n");
    assertThat(fake.run("registry", "save", "/x/a.json", "--json").out())
        .contains("\"file\": \"/x/a.json\"");
    assertThat(asked)
        .containsExactly("read " + OWN, "read " + OWN, "save " + OWN, "save /x/a.json");
  }

  @Test
  void everyEntryIsShownWithWhatItIsWorth() {
    doubtful();
    assertThat(fake.run("registry", "show", "/x").out())
        .contains("genuine", "unsigned", "refused", "/x/c.json:7:1", "bad JSON: it ends");
    assertThat(fake.run("registry", "show", "/x", "--json").out())
        .contains("\"proof\": \"genuine\"", "\"proof\": \"unsigned\"", "\"proof\": \"refused\"")
        .contains("\"refusal\": \"bad JSON: it ends\"", "\"id\": \"" + B + "\"");
  }

  @Test
  void verifyEndsWithAnErrorIfSomethingIsNotGenuine() {
    assertThat(fake.run("registry", "verify", "/x"))
        .isEqualTo(new Answer(0, "1 entry is genuine\n", ""));
    doubtful();
    assertThat(fake.run("registry", "verify", "/x"))
        .isEqualTo(
            new Answer(
                1,
                "1 entry is genuine, 2 not\n",
                "/x/p.json:2:3: it is not signed: a mere address\n"
                    + "/x/c.json:7:1: bad JSON: it ends\n"));
    assertThat(fake.run("registry", "verify", "/x", "--json").exit()).isEqualTo(1);
    entries.clear();
    assertThat(fake.run("registry", "verify", "/x").exit()).isEqualTo(1);
  }

  @Test
  void whatCannotBeDoneIsSaid() {
    assertThat(fake.run("registry", "show", "ftp://x"))
        .isEqualTo(new Answer(2, "", "weft registry show: \"ftp://x\" is no place\n"));
    assertThat(fake.run("registry", "save", "/full/a.json"))
        .isEqualTo(
            new Answer(
                1, "", "weft registry save: /full/a.json cannot be written: the disk is full\n"));
    fake.mesh.registry = null;
    assertThat(fake.run("registry").err()).contains("io.weft.discovery.registry is not active");
  }
}
