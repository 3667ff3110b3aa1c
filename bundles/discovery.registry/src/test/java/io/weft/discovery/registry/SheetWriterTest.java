package io.weft.discovery.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.testkit.FixedSelf;
import io.weft.testkit.TestNetwork;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class SheetWriterTest {

  @TempDir Path folder;
  private final FixedSelf ann = new TestNetwork("blue").node("ann");
  private final Publication publication = new Publication(ann, 100_000);

  @Test
  void fileCanBeReadByPeople() throws IOException {
    Path file = folder.resolve("ann.json");
    publication.save(file);
    assertThat(Files.readAllLines(file))
        .startsWith(
            "{",
            "  \"cluster_node_id\" : \"blue\",",
            "  \"node_id\" : \"" + ann.id() + "\",",
            "  \"name\" : \"ann\",")
        .contains(
            "    \"tcp://127.0.0.1:7001\"",
            "  \"address\" : \"tcp://127.0.0.1:7001\",",
            "  \"sequence\" : 1,",
            "  \"relay_url\" : null,")
        .endsWith("}");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void everybodyMayReadIt() throws IOException {
    Path file = folder.resolve("ann.json");
    publication.publish(file);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-r--r--");
  }

  @Test
  void unknownFieldsAndTheRelayAreKept() throws Exception {
    Path file = folder.resolve("ann.json");
    String more =
        "{ \"hostname\": \"rack-7\", \"sequence\": 0, \"weights\": [1.10, 12345678901234567890123],"
            + " \"relay_url\": \"https://relay\", \"signature\": \"old\" }";
    Files.writeString(file, more);
    publication.publish(file);
    ann.roles("gpu");
    publication.publish(file);
    String text = Files.readString(file);
    assertThat(text)
        .contains("\"hostname\" : \"rack-7\"", "1.10,", "12345678901234567890123")
        .contains("\"relay_url\" : \"https://relay\"", "\"sequence\" : 2")
        .doesNotContain("\"old\"");
    assertThat(text.split("\"relay_url\"", -1)).hasSize(2);
    assertThat(
            SheetReader.read(text.getBytes(UTF_8), "f", 1)
                .entries()
                .get(0)
                .proof()
                .orElseThrow()
                .join())
        .isEqualTo(ann.signedRecord());
  }

  @Test
  void listOfPeersKeepsTheOthersAndHasThisNodeOnce() throws Exception {
    for (String form : new String[] {"%s", "{\"version\": 3, \"peers\": %s, \"by\": \"hand\"}"}) {
      Path file = folder.resolve("peers.json");
      String others =
          "[{\"node_id\": \"x\", \"note\": \"Gr\u00fc\u00dfe\", \"address\": \"10.0.0.7:1\"}, 7,"
              + " \"text\", {\"source\": \"static\"}]";
      Files.writeString(file, form.formatted(others));
      publication.save(file);
      ann.roles("gpu");
      publication.save(file);
      String text = Files.readString(file);
      assertThat(text).contains("Gr\u00fc\u00dfe", "\"10.0.0.7:1\"", "  7,", "\"static\"");
      assertThat(text.split(ann.id().text(), -1)).hasSize(2);
      if (!form.equals("%s")) {
        assertThat(text).contains("\"version\" : 3", "\"by\" : \"hand\"");
      }
    }
  }

  @Test
  void whatIsNoRegistryFileIsNotOverwritten() throws IOException {
    Path file = Files.writeString(folder.resolve("notes.txt"), "remember the milk");
    assertThatThrownBy(() -> publication.save(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no registry file (" + file + ":1:")
        .hasMessageContaining("save elsewhere");
    assertThat(file).hasContent("remember the milk");
    FixedSelf bob = new TestNetwork("blue").node("bob");
    Path bobs = Files.write(folder.resolve("bob.json"), Provider.fileOf(bob));
    assertThatThrownBy(() -> publication.save(bobs))
        .hasMessageContaining("it is the registry file of node \"" + bob.id());
    assertThatThrownBy(() -> publication.save(folder)).hasMessageContaining("is no file");
    Path wide = Files.write(folder.resolve("w.json"), "[{}]".getBytes(StandardCharsets.UTF_16));
    assertThatThrownBy(() -> publication.save(wide)).hasMessageContaining("not in UTF-8");
  }

  @Test
  void ownFileThatSomebodyHasBrokenIsWrittenAnew() throws IOException {
    Path file = Files.writeString(folder.resolve("node-registry.json"), "{");
    publication.publish(file);
    assertThat(file).hasBinaryContent(Provider.fileOf(ann));
  }

  @Test
  void proofIsTakenApartAndPutTogetherAsItWas() {
    for (int bytes = 200; bytes < 500; bytes++) {
      byte[] signed = ann.change(r -> r, bytes).signedRecord();
      assertThat(signed).hasSize(bytes);
      assertThat(Proof.split(signed).join()).as("%s bytes", bytes).isEqualTo(signed);
    }
    byte[] signed = ann.change(r -> r, 4096).signedRecord();
    assertThat(Proof.split(signed).join()).isEqualTo(signed);
    assertThatThrownBy(() -> Proof.split(java.util.Arrays.copyOf(signed, 99)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
