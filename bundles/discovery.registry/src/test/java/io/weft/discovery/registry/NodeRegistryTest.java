package io.weft.discovery.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.discovery.NodeRegistry;
import io.weft.discovery.NodeRegistry.Entry;
import io.weft.testkit.FixedSelf;
import io.weft.testkit.TestNetwork;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeRegistryTest {

  @TempDir Path folder;
  private final TestNetwork network = new TestNetwork("blue");
  private final FixedSelf ann = network.node("ann");
  private final FixedSelf bob = network.node("bob");
  private Provider provider;
  private NodeRegistry registry;

  @BeforeEach
  void start() {
    provider = new Provider(network, ann, Provider.reading(Provider.NEVER), Clock.systemUTC());
    registry = provider.provider;
  }

  @AfterEach
  void close() {
    provider.close();
  }

  private List<Entry> read(Object location) throws InterruptedException {
    return registry.read(location.toString());
  }

  @Test
  void whatIsSavedIsGenuine() throws Exception {
    Path file = folder.resolve("ann.json");
    registry.save(file);
    Entry entry = read(file).get(0);
    assertThat(entry.record()).contains(ann.record());
    assertThat(entry.node()).contains(ann.id());
    assertThat(entry.addresses()).isEqualTo(ann.record().addresses());
    assertThat(entry.refusal()).isEmpty();
    assertThat(entry.place()).isEqualTo(file + ":1:1");
    assertThat(read("file://" + file)).hasSize(1);
  }

  @Test
  void eachEntrySaysWhatItIsWorth() throws Exception {
    String signed = Provider.textOf(bob);
    Path file =
        Files.writeString(
            folder.resolve("peers.json"),
            "["
                + signed
                + ",{\"address\":\"10.0.0.7:1\"},"
                + signed.replace("\"bob\"", "\"eve\"")
                + ",7]");
    List<Entry> entries = read(file);
    assertThat(entries).hasSize(4);
    assertThat(entries.get(0).record()).isPresent();
    assertThat(entries.get(1).record()).isEmpty();
    assertThat(entries.get(1).refusal()).isEmpty();
    assertThat(entries.get(1).addresses()).containsExactly(URI.create("tcp://10.0.0.7:1"));
    assertThat(entries.get(2).node()).contains(bob.id());
    assertThat(entries.get(2).refusal().orElseThrow()).contains("changed after it was signed");
    assertThat(entries.get(3).refusal().orElseThrow()).startsWith("a peer is an object");
    assertThat(provider.sees.sightings()).as("nothing is taken in").isEmpty();
  }

  @Test
  void whatCannotBeReadIsAnEntryWithAReason() throws Exception {
    assertThat(read(folder).get(0).refusal()).contains("no file in it ends with .json");
    assertThat(read(folder.resolve("none")).get(0).refusal()).contains("it is not there");
    Files.writeString(folder.resolve("a.json"), "{");
    Files.write(folder.resolve("b.json"), Provider.fileOf(bob));
    assertThat(read(folder)).hasSize(2).anyMatch(each -> each.record().isPresent());
    assertThat(read("http://127.0.0.1:1/x").get(0).refusal())
        .contains("nobody can be reached there");
    assertThatThrownBy(() -> read("ftp://host/x")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void sourceThatIsSwitchedOffReadsButDoesNotSave() throws Exception {
    Path file = Files.write(folder.resolve("b.json"), Provider.fileOf(bob));
    provider.close();
    assertThat(read(file).get(0).record()).contains(bob.record());
    assertThatThrownBy(() -> registry.save(folder.resolve("a.json")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("weft discovery on registry");
  }

  @Test
  void placeThatCannotBeWrittenIsNamed() {
    Path nowhere = folder.resolve("none/a.json");
    assertThatThrownBy(() -> registry.save(nowhere))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(nowhere + " cannot be written: ");
  }
}
