package io.weft.files.desk;

import static io.weft.files.desk.Yard.CHUNK;
import static io.weft.files.desk.Yard.names;
import static io.weft.files.desk.Yard.other;
import static io.weft.files.desk.Yard.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.weft.files.desk.Yard.Place;
import io.weft.testkit.Eventually;
import io.weft.transfer.FetchOptions;
import io.weft.transfer.SendOptions;
import io.weft.transfer.Transfer;
import io.weft.transfer.Transfer.State;
import io.weft.transfer.TransferPolicy.Decision;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever cancels, and however it is then: both sides hear of it, and nothing is left. */
class CancelTest {
  private static final SendOptions SLOW = SendOptions.DEFAULT.withMaxBytesPerSecond(20L * CHUNK);

  @TempDir Path root;
  private Yard yard;
  private Place ada;
  private Place bob;

  @BeforeEach
  void yard() {
    yard = new Yard(root);
    ada = yard.place("ada");
    bob = yard.place("bob");
  }

  @AfterEach
  void end() {
    yard.close();
  }

  private void nothingIsLeft() {
    Eventually.until("nothing is left", Yard.SOON, () -> Yard.isEmpty(bob.received));
    Eventually.until(
        "nothing is noted", Yard.SOON, () -> noted(ada).isEmpty() && noted(bob).isEmpty());
  }

  private static List<String> noted(Place place) {
    try {
      return names(place.folder.resolve("transfers")).stream()
          .filter(each -> !each.equals("done"))
          .toList();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void flows(Transfer transfer) {
    Eventually.until("it flows", Yard.SOON, () -> transfer.progress().bytesDone() > 2 * CHUNK);
  }

  private Transfer sent(State state) throws Exception {
    Path file = yard.file("film", 40 * CHUNK);
    if (state == State.HELD) {
      yard.policy = offer -> new Decision.Ask();
    }
    if (state == State.QUEUED) {
      bob.turns.most(0);
    }
    Transfer sent = ada.desk.send(List.of(file), bob.id, SLOW);
    switch (state) {
      case RUNNING -> flows(sent);
      case PAUSED -> {
        flows(sent);
        other(bob, sent).pause();
        sent.pause();
        until(sent, state);
      }
      default -> until(sent, state);
    }
    until(other(bob, sent), state);
    return sent;
  }

  @ParameterizedTest
  @CsvSource({
    "HELD, ada", "QUEUED, ada", "RUNNING, ada", "PAUSED, ada",
    "HELD, bob", "QUEUED, bob", "RUNNING, bob", "PAUSED, bob"
  })
  void bothSidesHearOfIt(State state, String who) throws Exception {
    Transfer sent = sent(state);
    Transfer received = other(bob, sent);

    (who.equals("ada") ? sent : received).cancel();

    boolean refuses = state == State.HELD && who.equals("bob");
    until(received, State.CANCELLED);
    until(sent, refuses ? State.REFUSED : State.CANCELLED);
    nothingIsLeft();
  }

  @Test
  void aSenderWhoseReceiverIsAwayEndsItAlone() throws Exception {
    Transfer sent = sent(State.RUNNING);
    bob.stop();
    until(sent, State.WAITING);

    sent.cancel();
    assertThat(sent.state()).isEqualTo(State.CANCELLED);

    bob = yard.place("bob");
    until(other(bob, sent), State.CANCELLED);
    nothingIsLeft();
  }

  @Test
  void aReceiverWhoseSenderIsAwayEndsItAlone() throws Exception {
    Transfer sent = sent(State.RUNNING);
    Transfer received = other(bob, sent);
    ada.stop();
    until(received, State.WAITING);

    received.cancel();
    Eventually.until("nothing is left", Yard.SOON, () -> Yard.isEmpty(bob.received));

    ada = yard.place("ada");
    Transfer again = ada.desk.find(sent.id()).orElseThrow();
    Eventually.until("the sender hears of it", Yard.SOON, () -> again.state().ended());
    assertThat(again.remark()).isEqualTo("cancelled by the receiver");
    nothingIsLeft();
  }

  @ParameterizedTest
  @CsvSource({"QUEUED", "RUNNING", "PAUSED", "WAITING"})
  void whatIsFetchedIsCancelledToo(State state) throws Exception {
    yard.file("shared/ada/film", 40 * CHUNK);
    if (state == State.QUEUED) {
      bob.turns.most(0);
    }
    Transfer fetched =
        bob.desk.fetch(
            ada.id,
            "shared/film",
            bob.received,
            FetchOptions.DEFAULT.withMaxBytesPerSecond(20L * CHUNK));
    if (state != State.QUEUED) {
      flows(fetched);
    }
    if (state == State.PAUSED) {
      fetched.pause();
    } else if (state == State.WAITING) {
      ada.stop();
    }
    until(fetched, state);

    fetched.cancel();

    until(fetched, State.CANCELLED);
    nothingIsLeft();
  }

  /** At each step: while it is opened, flows, is compared by SHA-256, and by the hash of all. */
  @ParameterizedTest
  @ValueSource(strings = {"manifest", "chunk", "digest", "close"})
  void cancelledWhileAnAnswerIsOnItsWay(String step) throws Exception {
    yard.file("shared/ada/film", 3 * CHUNK);
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch cancelled = new CountDownLatch(1);
    yard.tap =
        (from, action, question, answer) -> {
          if (action.equals(step) && answer.length > 0) {
            asked.countDown();
            awaited(cancelled);
          }
          return answer;
        };
    Transfer fetched =
        bob.desk.fetch(ada.id, "shared/film", bob.received, FetchOptions.DEFAULT.withSha256(true));
    awaited(asked);

    fetched.cancel();
    cancelled.countDown();

    until(fetched, State.CANCELLED);
    nothingIsLeft();
  }

  private static void awaited(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @CsvSource({"DONE", "REFUSED"})
  void whatHasEndedStaysAsItIs(State end) throws Exception {
    if (end == State.REFUSED) {
      yard.policy = offer -> new Decision.Refuse("no");
    }
    Transfer sent = ada.desk.send(yard.file("film", 3 * CHUNK), bob.id);
    until(sent, end);
    Transfer received = end == State.DONE ? other(bob, sent) : sent;
    until(received, end);
    List<String> there = names(bob.received);

    for (Transfer each : List.of(sent, received)) {
      each.cancel();
      each.pause();
      each.resume();
      assertThat(each.state()).isEqualTo(end);
    }
    assertThat(names(bob.received)).isEqualTo(there);
    assertThat(noted(ada)).isEmpty();
    assertThat(noted(bob)).isEmpty();
  }
}
