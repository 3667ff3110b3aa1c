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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
}
