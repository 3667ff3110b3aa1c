package io.weft.shell.verb;

import static io.weft.shell.verb.FakeMesh.B;
import static io.weft.shell.verb.FakeMesh.C;
import static io.weft.shell.verb.FakeMesh.peer;
import static org.assertj.core.api.Assertions.assertThat;

import io.weft.peer.PeerInfo.State;
import io.weft.shell.verb.FakeMesh.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransferDialogueTest {
  private final FakeMesh fake = new FakeMesh();
  private final FakeTransfers transfers = new FakeTransfers();

  @TempDir Path here;

  @BeforeEach
  void withFiles() throws IOException {
    fake.mesh.transfers = transfers;
    fake.peers.add(peer(B, "node-b", State.CONNECTED));
    fake.peers.add(peer(C, "node-c", State.KNOWN));
    fake.offer(B, "weft/files", 0, 0, "offer");
    Files.writeString(here.resolve("notes.txt"), "hello");
    Files.writeString(Files.createDirectory(here.resolve("photos")).resolve("sea"), "blue");
    Files.writeString(here.resolve(".hidden"), "x");
  }

  private Answer type(String... lines) {
    return fake.type(String.join("\n", lines) + "\n", "transfer", "--here=" + here, "--asks");
  }

  @Test
  void aNodeAndAFileAreChosenByTheirNumbersAndBothSidesAreSeen() {
    Answer answer = type("1", "2", "y");

    assertThat(answer.exit()).isZero();
    assertThat(answer.out())
        .containsSubsequence(
            "1  node-b  connected", "takes them", "2  node-c  known", "takes none now")
        .containsSubsequence(here + ":", "1  photos/", "2  notes.txt", "5 B")
        .doesNotContain("hidden");
    assertThat(answer.err())
        .contains("send " + here.resolve("notes.txt") + " to node-b? [Y/n]")
        .contains("here [##########..........]  50 %  node-b [##########..........]  50 %")
        .contains("notes.txt to node-b: 50 B");
    assertThat(transfers.asked)
        .containsExactly("send [" + here.resolve("notes.txt") + "] " + B + " false false 0");
  }

  @Test
  void namesAndTheirBeginningsAreUnderstoodAndFoldersAreWalkedThrough() {
    type("node-c", "nothing", "pho", "..", "photos", "sea", "");
    type("node-b", "photos", ".", "");

    assertThat(transfers.asked)
        .containsExactly(
            "send [" + here.resolve("photos/sea") + "] " + C + " false false 0",
            "send [" + here.resolve("photos") + "] " + B + " false false 0");
  }

  @Test
  void whoeverLeavesSendsNothing() {
    for (String[] lines :
        new String[][] {{"q"}, {"1", "q"}, {"1", "2", "n"}, {"nobody", "7", "", "node-a", "q"}}) {
      Answer answer = type(lines);
      assertThat(answer.exit()).isZero();
      assertThat(answer.err()).endsWith("nothing is sent\n");
    }
    assertThat(transfers.asked).isEmpty();
  }

  @Test
  void withoutATerminalItIsSaidWhatToDo() {
    Answer answer = fake.run("transfer");

    assertThat(answer.exit()).isEqualTo(2);
    assertThat(answer.err()).contains("this is no terminal", "weft send FILE NODE");
    assertThat(fake.run("transfer", "pause").err()).contains("of which transfer?");
    fake.peers.clear();
    assertThat(type("1").err()).contains("no other node was found yet");
  }

  @Test
  void howFarBothAre() {
    transfers.next = io.weft.transfer.Transfer.State.RUNNING;
    fake.run("send", "/film", "node-b", "--no-wait");

    assertThat(TransferText.bars(transfers.all().get(0), java.util.Optional.empty(), "bob"))
        .isEqualTo("here [##########..........]  50 %  bob says nothing  25 B/s  2.0 s");
  }
}
