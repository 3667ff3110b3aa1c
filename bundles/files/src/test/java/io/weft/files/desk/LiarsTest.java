package io.weft.files.desk;

import static io.weft.files.desk.Yard.CHUNK;
import static io.weft.files.desk.Yard.other;
import static io.weft.files.desk.Yard.same;
import static io.weft.files.desk.Yard.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.exchange.ApplicationException;
import io.weft.exchange.Lent;
import io.weft.files.desk.Yard.Place;
import io.weft.files.receive.Disk;
import io.weft.files.receive.Surroundings.Limits;
import io.weft.files.wire.ChunkRequest;
import io.weft.files.wire.Entry;
import io.weft.files.wire.Locator;
import io.weft.files.wire.ManifestPage;
import io.weft.files.wire.Region;
import io.weft.testkit.Eventually;
import io.weft.transfer.Transfer;
import io.weft.transfer.Transfer.State;
import io.weft.transfer.TransferPolicy.Decision;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Peers that say what is not so, or more often than they should, or nothing at all. */
class LiarsTest {
  @TempDir Path root;
  private Yard yard;
  private Place ada;

  @BeforeEach
  void yard() {
    yard = new Yard(root);
    ada = yard.place("ada");
  }

  @AfterEach
  void end() {
    yard.close();
  }

  /** Each chunk is whole in itself, and in the place of another. */
  @Test
  void chunksThatWereExchangedAreFound() throws Exception {
    Place bob = yard.place("bob");
    Map<Integer, byte[]> answers = new ConcurrentHashMap<>();
    yard.tap =
        (from, action, asked, answer) -> {
          if (!action.equals("chunk")) {
            return answer;
          }
          answers.put(ChunkRequest.read(asked).index(), answer);
          return answers.getOrDefault(ChunkRequest.read(asked).index() - 1, answer);
        };

    Transfer sent = ada.desk.send(yard.file("film", 10 * CHUNK), bob.id);
    until(sent, State.FAILED);

    assertThat(sent.remark()).contains("the hashes of the whole differ");
    assertThat(Yard.isEmpty(bob.received)).isTrue();
  }

  /** The same answer a second time to the next question: it is of another length. */
  @Test
  void aChunkThatIsSentTwiceIsTakenOnce() throws Exception {
    Place bob = yard.place("bob");
    Map<Integer, byte[]> twice = new ConcurrentHashMap<>();
    yard.tap =
        (from, action, asked, answer) -> {
          if (!action.equals("chunk")) {
            return answer;
          }
          int index = ChunkRequest.read(asked).index();
          byte[] before = twice.put(index, answer);
          return index == 3 && before == null ? twice.getOrDefault(0, answer) : answer;
        };
    Path file = yard.file("film", 3 * CHUNK + 7); // the last chunk is short

    Transfer sent = ada.desk.send(file, bob.id);
    until(sent, State.DONE);

    same(file, bob.received.resolve("film"));
    assertThat(other(bob, sent).progress().bytesDone()).isEqualTo(3 * CHUNK + 7);
  }

  @Test
  void whoAsksTwiceGetsTheSameAndTheSenderCountsNoMoreThanThereIs() throws Exception {
    Place bob = yard.place("bob");
    yard.tap =
        (from, action, asked, answer) -> {
          if (action.equals("chunk")) {
            Lent again = (Lent) ada.handler.answer(bob.id, "chunk", asked);
            assertThat(again.taken()).isEqualTo(answer);
          }
          return answer;
        };
    Path file = yard.file("film", 5 * CHUNK);

    Transfer sent = ada.desk.send(file, bob.id);
    until(sent, State.DONE);

    assertThat(sent.progress().bytesDone()).isEqualTo(5 * CHUNK);
    same(file, bob.received.resolve("film"));
  }

  private Transfer sentWithList(Place bob, Function<Entry, List<Entry>> lie) throws Exception {
    yard.tap =
        (from, action, asked, answer) -> {
          if (!action.equals("manifest")) {
            return answer;
          }
          ManifestPage page = ManifestPage.read(answer);
          List<Entry> entries = lie.apply(page.entries().get(0));
          return new ManifestPage(page.snapshot(), entries.size(), 0, entries).write();
        };
    Transfer sent = ada.desk.send(yard.file("film", 9), bob.id);
    until(sent, State.FAILED);
    Eventually.until("nothing is left", Yard.SOON, () -> Yard.isEmpty(bob.received));
    return sent;
  }

  @Test
  void aNameThatComesTwiceIsNotTaken() throws Exception {
    Transfer sent = sentWithList(yard.place("bob"), film -> List.of(film, film));

    assertThat(sent.remark()).contains("the name \"film\" is not taken: twice");
  }

  @Test
  void aFileIsNoFolderOfOthers() throws Exception {
    Transfer sent =
        sentWithList(
            yard.place("bob"),
            film -> List.of(film, new Entry(false, "film/x", 0, 0, 0, film.mode())));

    assertThat(sent.remark()).contains("\"film/x\" is not taken: in a folder that is not there");
  }

  @Test
  void aSizeThatNoDiskHasIsNotTaken() throws Exception {
    Transfer sent =
        sentWithList(
            yard.place("bob"),
            film -> List.of(new Entry(false, film.path(), 1L << 62, 0, 0, film.mode())));

    assertThat(sent.remark()).contains("more than 4194304 chunks");
    assertThat(yard.asked("chunk")).isZero();
  }

  /** Of what was offered, nothing beside it is given, and nothing that a link leads to. */
  @ParameterizedTest
  @ValueSource(
      strings = {"secret", "../secret", "photos/../secret", "photos/link", "photos/all/secret"})
  void whoAsksForWhatIsBesideTheOfferIsRefused(String path) throws Exception {
    Place bob = yard.place("bob");
    Path secret = yard.file("secret", 9);
    yard.file("photos/one", 9);
    Files.createSymbolicLink(root.resolve("photos/link"), secret);
    Files.createSymbolicLink(root.resolve("photos/all"), root);
    yard.policy = offer -> new Decision.Ask();
    Transfer sent = ada.desk.send(root.resolve("photos"), bob.id);
    until(sent, State.HELD);
    Entry asked = new Entry(false, path, 9, 0, 0, -1);
    byte[] question =
        new ChunkRequest(
                sent.id(), new Locator(true, sent.id()), 0, List.of(new Region(asked, 0, 9)))
            .write();

    assertThatThrownBy(() -> ada.handler.answer(bob.id, "chunk", question))
        .isInstanceOf(ApplicationException.class)
        .hasMessageMatching(".*(is shared with you|is not served).*");
  }

  @Test
  void whoTakesAnOfferAndNeverAsksIsGivenUp() throws Exception {
    Limits hasty =
        new Limits(CHUNK, 8L * CHUNK, Duration.ofMillis(400), Duration.ofMillis(300), true);
    ada.stop();
    ada = yard.place("ada", Disk.SYSTEM, hasty);
    Place bob = yard.place("bob");
    bob.turns.most(0);

    Transfer sent = ada.desk.send(yard.file("film", CHUNK), bob.id);
    until(sent, State.FAILED);

    assertThat(sent.remark()).contains("has asked for nothing for", "given up");
    until(other(bob, sent), State.CANCELLED);
    assertThat(Files.exists(bob.received.resolve("film"))).isFalse();
  }
}
