package io.weft.files.desk;

import static io.weft.files.desk.Yard.CHUNK;
import static io.weft.files.desk.Yard.names;
import static io.weft.files.desk.Yard.other;
import static io.weft.files.desk.Yard.same;
import static io.weft.files.desk.Yard.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.weft.files.desk.Yard.Place;
import io.weft.testkit.Eventually;
import io.weft.transfer.FetchOptions;
import io.weft.transfer.SendOptions;
import io.weft.transfer.Transfer;
import io.weft.transfer.Transfer.State;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that go and come back in the middle of a transfer. */
class RestartTest {
  private static final int CHUNKS = 60;

  @TempDir Path root;
  private Yard yard;
  private Place ada;
  private Place bob;
  private Path file;

  @BeforeEach
  void yard() throws Exception {
    yard = new Yard(root);
    ada = yard.place("ada");
    bob = yard.place("bob");
    file = yard.file("film", CHUNKS * CHUNK);
  }

  @AfterEach
  void end() {
    yard.close();
  }

  private Transfer halfway() {
    Transfer sent =
        ada.desk.send(
            List.of(file), bob.id, SendOptions.DEFAULT.withMaxBytesPerSecond(60L * CHUNK));
    Eventually.until("it flows", Yard.SOON, () -> sent.progress().bytesDone() > 20 * CHUNK);
    return sent;
  }

  private static void done(Place there, String id) {
    Eventually.until("it is there", Yard.SOON, () -> there.desk.find(id).isPresent());
    until(there.desk.find(id).orElseThrow(), State.DONE);
  }

  @Test
  void aReceiverThatComesBackGoesOnWhereItWas() throws Exception {
    Transfer sent = halfway();
    bob.stop();
    until(sent, State.WAITING);
    int before = yard.asked("chunk");

    bob = yard.place("bob");

    done(bob, sent.id());
    until(sent, State.DONE);
    same(file, bob.received.resolve("film"));
    assertThat(yard.asked("chunk") - before).isLessThanOrEqualTo(CHUNKS - 20 + 8);
    assertThat(names(bob.received)).containsExactly("film");
    assertThat(names(bob.folder.resolve("transfers"))).containsExactly("done");
  }

  /** As after a crash of the machine, or when a disk was pulled out: notes are there, bytes not. */
  @Test
  void whatADiskHasLostMeanwhileIsSentAgain() throws Exception {
    Transfer sent = halfway();
    bob.stop();
    until(sent, State.WAITING);
    try (var all = Files.walk(bob.received)) {
      Path part = all.filter(each -> each.endsWith("tree/film")).findFirst().orElseThrow();
      try (FileChannel to = FileChannel.open(part, StandardOpenOption.WRITE)) {
        to.write(ByteBuffer.allocate(3 * CHUNK), 2 * CHUNK);
      }
    }
    int before = yard.asked("chunk");

    bob = yard.place("bob");

    done(bob, sent.id());
    same(file, bob.received.resolve("film"));
    assertThat(yard.asked("chunk") - before).isLessThanOrEqualTo(CHUNKS - 20 + 3 + 8);
  }

  @Test
  void aSenderThatComesBackIsGoneOnWith() throws Exception {
    Transfer sent = halfway();
    Transfer received = other(bob, sent);
    ada.stop();
    until(received, State.WAITING);
    int before = yard.asked("chunk");

    ada = yard.place("ada");

    until(received, State.DONE);
    done(ada, sent.id());
    same(file, bob.received.resolve("film"));
    assertThat(yard.asked("chunk") - before).isLessThanOrEqualTo(CHUNKS - 20 + 8);
  }

  @Test
  void anOfferWaitsForANodeThatIsAway() throws Exception {
    bob.stop();
    Transfer sent = ada.desk.send(file, bob.id);
    until(sent, State.WAITING);
    ada.stop();
    ada = yard.place("ada");
    bob = yard.place("bob");

    done(ada, sent.id());
    same(file, bob.received.resolve("film"));
  }

  @Test
  void aReceiverThatWasAwayAtTheEndTellsLater() throws Exception {
    Transfer sent = halfway();
    ada.stop();
    until(other(bob, sent), State.WAITING);
    // All is there, but the sender never hears of it.
    yard.tap =
        (from, action, asked, answer) -> {
          if (action.equals("close") && answer.length == 0) {
            throw Yard.lost(io.weft.exchange.RequestException.Reason.LINK_LOST);
          }
          return answer;
        };
    ada = yard.place("ada");
    until(other(bob, sent), State.DONE);
    bob.stop();
    Eventually.until("missed", Yard.SOON, () -> ada.desk.find(sent.id()).isPresent());

    yard.tap = (from, action, asked, answer) -> answer;
    bob = yard.place("bob");

    done(ada, sent.id());
    assertThat(names(bob.received)).containsExactly("film");
  }

  @Test
  void aSourceThatHasChangedMeanwhileIsBegunAnew() throws Exception {
    Path shared = yard.file("shared/ada/film", CHUNKS * CHUNK);
    Transfer fetch =
        bob.desk.fetch(
            ada.id,
            "shared/film",
            bob.received,
            FetchOptions.DEFAULT.withMaxBytesPerSecond(60L * CHUNK));
    Eventually.until("it flows", Yard.SOON, () -> fetch.progress().bytesDone() > 20 * CHUNK);
    bob.stop();
    byte[] other = new byte[50 * CHUNK];
    new Random(3).nextBytes(other);
    Files.write(shared, other);
    int before = yard.asked("chunk");

    bob = yard.place("bob");
    Transfer again = bob.desk.find(fetch.id()).orElseThrow();
    Eventually.until(
        "it is said",
        Yard.SOON,
        () -> again.remark().contains("has changed") || again.state().ended());
    assertThat(again.remark()).contains("begun anew");
    until(again, State.DONE);

    same(shared, bob.received.resolve("film"));
    assertThat(yard.asked("chunk") - before).isEqualTo(50);
    assertThat(names(bob.received)).containsExactly("film");
  }

  @Test
  void aPauseOutlivesARestartOfWhoeverPaused() throws Exception {
    Transfer sent = halfway();
    other(bob, sent).pause();
    bob.stop();
    bob = yard.place("bob");
    Transfer received = other(bob, sent);
    assertThat(received.state()).isEqualTo(State.PAUSED);
    received.resume();
    until(received, State.RUNNING);

    sent.pause();
    ada.stop();
    ada = yard.place("ada");
    Transfer again = ada.desk.find(sent.id()).orElseThrow();
    assertThat(again.state()).isEqualTo(State.PAUSED);
    until(received, State.PAUSED);
    assertThat(received.remark()).isEqualTo("paused by the sender");
    again.resume();

    until(again, State.DONE);
    until(received, State.DONE);
    same(file, bob.received.resolve("film"));
  }

  @Test
  void whatIsCancelledAfterARestartLeavesNothingEither() throws Exception {
    Transfer sent = halfway();
    other(bob, sent).pause();
    until(other(bob, sent), State.PAUSED);
    bob.stop();
    bob = yard.place("bob");

    other(bob, sent).cancel();

    Eventually.until("the sender hears of it", Yard.SOON, () -> sent.state().ended());
    assertThat(sent.remark()).isEqualTo("cancelled by the receiver");
    Eventually.until("nothing is left", Yard.SOON, () -> Yard.isEmpty(bob.received));
  }
}
