package io.weft.shell.verb;

import static io.weft.shell.verb.FakeMesh.B;
import static io.weft.shell.verb.FakeMesh.C;
import static io.weft.shell.verb.FakeMesh.peer;
import static org.assertj.core.api.Assertions.assertThat;

import io.weft.peer.PeerInfo.State;
import io.weft.shell.verb.FakeMesh.Answer;
import io.weft.transfer.Transfer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransfersTest {
  private final FakeMesh fake = new FakeMesh();
  private final FakeTransfers transfers = new FakeTransfers();

  @BeforeEach
  void withFiles() {
    fake.mesh.transfers = transfers;
    fake.peers.add(peer(B, "node-b", State.CONNECTED));
    fake.peers.add(peer(C, "node-c", State.CONNECTED));
  }

  @Test
  void withoutTheBundleItIsSaidWhatToDo() {
    fake.mesh.transfers = null;

    for (String[] line :
        new String[][] {{"send", "a", "node-b"}, {"fetch", "node-b:x"}, {"transfers"}}) {
      Answer answer = fake.run(line);
      assertThat(answer.exit()).isEqualTo(1);
      assertThat(answer.err()).contains("weft up --feature files");
    }
  }

  @Test
  void filesGoToNodes(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("node-c"), "a file that is called as a node");

    assertThat(fake.run("send", "--here=" + folder, "a", "node-c", "node-b").err())
        .contains("a to node-b: 50 B, all is well");
    fake.run("send", "--here=/", "a", "node-c", "node-b", "--sha256", "--limit", "20M");
    fake.run("send", "/x/a", "/b", "node-b", "--permissions");

    assertThat(transfers.asked)
        .containsExactly(
            "send [" + folder + "/a, " + folder + "/node-c] " + B + " false false 0",
            "send [/a] " + C + " true false 20000000",
            "send [/a] " + B + " true false 20000000",
            "send [/x/a, /b] " + B + " false true 0");
  }

  @Test
  void filesGoToAllNodesOfARole() {
    assertThat(fake.run("send", "/a", "node-b", "--role", "edge").exit()).isZero();

    assertThat(transfers.asked).hasSize(2).first().isEqualTo("role edge");
    assertThat(transfers.asked.get(1)).startsWith("send [/a, /").contains("node-b] r");
  }

  @Test
  void whatGoesWrongIsAnExitCode() {
    assertThat(fake.run("send", "/a").err()).contains("name a node as well, or --role ROLE");
    assertThat(fake.run("send", "/a", "nobody").exit()).isEqualTo(4);
    assertThat(fake.run("send", "/a", "node-a").err()).contains("is this node itself");
    assertThat(fake.run("send", "/a", "node-b", "--limit", "fast").err())
        .contains("write bytes a second");
    assertThat(fake.run("send", "/nothing", "node-b").exit()).isEqualTo(4);
    transfers.next = Transfer.State.REFUSED;
    assertThat(fake.run("send", "/a", "node-b"))
        .isEqualTo(new Answer(6, "", "a to node-b refused: all is well\n"));
    transfers.next = Transfer.State.FAILED;
    assertThat(fake.run("send", "/a", "node-b", "--json").exit()).isEqualTo(1);
    assertThat(fake.run("fetch", "node-b").err()).contains("write NODE:PATH");
    assertThat(fake.run("fetch", "node-b:x", "--length", "-3").exit()).isEqualTo(2);
  }

  @Test
  void filesAreFetched() {
    assertThat(fake.run("fetch", "--here=/home/me", "node-b:pictures/2026").exit()).isZero();
    fake.run("fetch", "node-b:log", "/tmp/x", "--from", "5", "--length", "7", "--replace");

    assertThat(transfers.asked)
        .containsExactly(
            "fetch " + B + " pictures/2026 /home/me false 0 0",
            "fetch " + B + " log /tmp/x true 5 7");
  }

  @Test
  void transfersAreListed() {
    assertThat(fake.run("transfers").err()).contains("weft send FILE NODE sends one");
    transfers.next = Transfer.State.RUNNING;
    fake.run("send", "/film", "node-b", "--no-wait");

    assertThat(fake.run("transfers").out())
        .contains("film", "to  node-b", "running", "50 %", "100 B", "25 B/s", "2.0 s");
    assertThat(fake.run("transfers", "--json").out())
        .contains("\"state\": \"running\"", "\"bytesDone\": 50", "\"leftMillis\": 2000");
    assertThat(fake.run("transfers", "--for", "1s").exit()).isEqualTo(2);
    assertThat(fake.run("transfers", "--watch", "--for", "1ms").exit()).isZero();
  }

  @Test
  void oneTransferIsChanged() {
    transfers.next = Transfer.State.HELD;
    String id = fake.run("send", "/film", "node-b", "--no-wait").out().strip();

    assertThat(fake.run("transfer", "pause", id.substring(0, 4)).out()).isEqualTo("film is held\n");
    fake.run("transfer", "refuse", id, "not now");
    assertThat(fake.run("transfer", "accept", "zzz").exit()).isEqualTo(4);
    assertThat(fake.run("transfer", "eat", id).exit()).isEqualTo(2);
    assertThat(fake.run("transfer", "accept", id, "why").exit()).isEqualTo(2);
    assertThat(transfers.asked).contains("pause " + id, "refuse " + id + " not now");
  }

  @Test
  void aTerminalSeesABar() {
    transfers.next = Transfer.State.RUNNING;
    fake.run("send", "/film", "node-b", "--no-wait");

    assertThat(fake.run(100, false, "transfers").out()).contains("50 % [####....]");
    assertThat(TransferText.bar(transfers.all().get(0)))
        .isEqualTo("[##########..........]  50 %  50 B of 100 B  25 B/s  2.0 s  film");
  }
}
