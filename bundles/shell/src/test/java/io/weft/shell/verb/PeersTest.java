package io.weft.shell.verb;

import static io.weft.shell.verb.FakeMesh.B;
import static io.weft.shell.verb.FakeMesh.C;
import static io.weft.shell.verb.FakeMesh.peer;
import static org.assertj.core.api.Assertions.assertThat;

import io.weft.peer.KnownPeer;
import io.weft.peer.PeerException;
import io.weft.peer.PeerException.Reason;
import io.weft.peer.PeerInfo.State;
import io.weft.shell.verb.FakeMesh.Answer;
import io.weft.testkit.KnownPeers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeersTest {
  @TempDir Path folder;
  private final FakeMesh fake = new FakeMesh();

  @BeforeEach
  void twoPeers() {
    fake.peers.add(peer(B, "node-b", State.CONNECTED));
    fake.peers.add(peer(C, "", State.BANNED));
  }

  @Test
  void allAreListed() {
    Answer answer = fake.run("peers");

    assertThat(answer.exit()).isZero();
    assertThat(answer.out().lines())
        .hasSize(3)
        .anyMatch(line -> line.startsWith("node-b") && line.contains("connected"))
        .anyMatch(line -> line.startsWith("(no name yet)") && line.contains("banned"));
    assertThat(fake.run("peers", "--json").out()).contains("\"state\": \"banned\"", "reputation");
    assertThat(fake.run("peers", "--role", "nothing").err()).contains("has the role nothing");
  }

  @Test
  void addDialsAndSaysWho() {
    assertThat(fake.run("peers", "add", "tcp://10.0.0.7:7001"))
        .isEqualTo(new Answer(0, "added node-b " + B + "\n", ""));
    assertThat(fake.run("peers", "add", "tcp://10.0.0.7:7001", "--key", C.text()).exit()).isZero();
    assertThat(fake.run("peers", "add", "node-b").exit()).isZero();
    assertThat(fake.book.asked)
        .containsExactly("add tcp://10.0.0.7:7001", "add tcp://10.0.0.7:7001 " + C, "connect " + B);
  }

  @Test
  void aRefusalSaysWhatToDo() {
    fake.book.refusal = Optional.of(new PeerException(Reason.ANOTHER, "another node is there"));

    assertThat(fake.run("peers", "add", "tcp://10.0.0.7:7001"))
        .isEqualTo(
            new Answer(
                1,
                "",
                "weft peers add: another node is there\n"
                    + "if the node there was replaced on purpose: weft peers remove the old one"
                    + " first\n"));
    assertThat(fake.run("peers", "add", "tcp://x:1", "--key", "nonsense").err())
        .contains("\"nonsense\" is no public key");
    assertThat(fake.run("peers", "add", "no such node").exit()).isEqualTo(4);
    assertThat(fake.run("peers", "add", "tcp://a b:1").exit()).isEqualTo(2);
  }

  @Test
  void bansAreSetAndLifted() {
    assertThat(fake.run("peers", "ban", "node-b", "--for", "10m", "--reason", "it floods us").out())
        .isEqualTo("banned " + B + " for 10 min\n");
    assertThat(fake.run("peers", "ban", C.text()).out())
        .isEqualTo("banned " + C + " until it is lifted\n");
    assertThat(fake.run("peers", "unban", "node-b").out())
        .isEqualTo("no longer banned: " + B + "\n");
    assertThat(fake.book.asked)
        .containsExactly(
            "ban " + B + " Optional[PT10M] it floods us",
            "ban " + C + " Optional.empty by hand",
            "unban " + B);
  }

  @Test
  void removeForgets() {
    assertThat(fake.run("peers", "remove", "node-b").out()).isEqualTo("removed " + B + "\n");
    assertThat(fake.run("peers", "remove", FakeMesh.A.text()).exit()).isEqualTo(4);
  }

  @Test
  void pinTakesAKey() throws Exception {
    PublicKey key = KeyPairGenerator.getInstance("EC").generateKeyPair().getPublic();

    assertThat(fake.run("peers", "pin", "node-b", KeyText.of(key)).exit()).isZero();
    assertThat(fake.run("peers", "pin", "node-b", "AAAA").exit()).isEqualTo(2);
    assertThat(fake.run("peers", "pin", FakeMesh.A.text(), KeyText.of(key)).exit()).isEqualTo(4);
    assertThat(fake.book.asked).containsExactly("pin " + B + " EC");
  }

  @Test
  void showTellsAll() {
    assertThat(fake.run("peers", "show", "node-b").out())
        .contains("node-b  " + B, "reputation +0", "addresses  tcp://10.0.0.7:7001");
    fake.book.remembered.add(KnownPeers.usual(7));
    assertThat(fake.run("peers", "show", "peer-7").out())
        .contains("remembered", "tcp://192.0.2.7:1031");
    assertThat(fake.run("peers", "show", "peer-8").exit()).isEqualTo(4);
  }

  @Test
  void whatIsExportedIsImportedAsItWas() throws Exception {
    fake.mesh.codecs = List.of(new PlainJson());
    List<KnownPeer> before =
        List.of(
            KnownPeers.usual(1),
            KnownPeers.bare(2),
            KnownPeers.banned(3, Optional.empty()),
            KnownPeers.banned(4, Optional.of(Instant.parse("2027-01-01T00:00:00Z"))));
    fake.book.remembered.addAll(before);
    Path file = folder.resolve("peers.json");
    Files.writeString(file, fake.run("peers", "export").out());
    fake.book.remembered.clear();

    assertThat(fake.run("peers", "import", file.toString()))
        .isEqualTo(new Answer(0, "imported 4 peers\n", ""));

    assertThat(fake.book.remembered).isEqualTo(before);
  }

  @Test
  void aBadFileIsRefusedWhole() throws Exception {
    fake.mesh.codecs = List.of(new PlainJson());
    Path file = folder.resolve("peers.json");

    Files.writeString(file, "[{\"id\": \"" + B + "\"}, {\"id\": \"short\"}]");
    assertThat(fake.run("peers", "import", file.toString()).err())
        .contains("peer 2 of", "not a node id: \"short\"", "none is taken");
    Files.writeString(file, "[{\"id\": \"" + B + "\", \"kept\": 3}]");
    assertThat(fake.run("peers", "import", file.toString()).err())
        .contains("\"kept\" is 3, which is no Boolean");
    Files.writeString(file, "{");
    assertThat(fake.run("peers", "import", file.toString()).exit()).isEqualTo(1);
    assertThat(fake.run("peers", "import", folder.resolve("none").toString()).err())
        .contains("cannot be read by the node");
    assertThat(fake.book.remembered).isEmpty();
  }

  @Test
  void helpListsWhatThereIs() {
    assertThat(fake.run("peers", "--help").out())
        .contains("add", "remove", "show", "unban", "pin", "export", "import");
    assertThat(fake.run("peers", "ban", "--help").out()).contains("--for");
  }
}
