package io.weft.files.desk;

import static io.weft.files.desk.Yard.CHUNK;
import static io.weft.files.desk.Yard.other;
import static io.weft.files.desk.Yard.same;
import static io.weft.files.desk.Yard.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.weft.exchange.Lent;
import io.weft.files.desk.Yard.Place;
import io.weft.files.receive.Disk;
import io.weft.files.receive.Surroundings.Limits;
import io.weft.files.wire.ChunkRequest;
import io.weft.transfer.Transfer;
import io.weft.transfer.Transfer.State;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
