package io.weft.files.desk;

import static io.weft.files.desk.Yard.CHUNK;
import static io.weft.files.desk.Yard.same;
import static io.weft.files.desk.Yard.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.weft.exchange.Lent;
import io.weft.files.desk.Yard.Place;
import io.weft.files.wire.ChunkRequest;
import io.weft.files.wire.Locator;
import io.weft.node.NodeId;
import io.weft.transfer.SendOptions;
import io.weft.transfer.Transfer;
import io.weft.transfer.Transfer.State;
import io.weft.transfer.TransferException;
import io.weft.transfer.TransferPolicy.Decision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From one node to many, which pass on to each other what has arrived. */
class ManyTest {
  private static final int CHUNKS = 160;

  @TempDir Path root;
  private Yard yard;
  private Place ada;
  private Path film;
  private final AtomicLong fromSender = new AtomicLong();
  private final AtomicLong fromOthers = new AtomicLong();

  @BeforeEach
  void yard() throws IOException {
    yard = new Yard(root);
    ada = yard.place("ada");
    film = yard.file("film", CHUNKS * CHUNK - 5);
    yard.tap =
        (from, action, asked, answer) -> {
          switch (action) {
            case "chunk", "share" -> fromSender.addAndGet(answer.length);
            case "pass" -> fromOthers.addAndGet(answer.length);
            default -> {
              // Few bytes.
            }
          }
          return answer;
        };
  }

  @AfterEach
  void end() {
    yard.close();
  }

  private List<Place> places(String... names) {
    List<Place> places = new ArrayList<>();
    for (String each : names) {
      places.add(yard.place(each));
    }
    return places;
  }

  private List<Transfer> send(List<Place> to) {
    return ada.desk.sendToAll(
        List.of(film), to.stream().map(each -> each.id).toList(), SendOptions.DEFAULT);
  }

  private void arrived(Transfer sent, Place at) throws IOException {
    until(sent, State.DONE);
    same(film, at.received.resolve("film"));
  }

  /** How often the content has left the sender. */
  private double copies(String what) {
    double copies = fromSender.get() / (CHUNKS * (double) CHUNK);
    System.out.printf(
        Locale.ROOT,
        "%s: %.2f copies left the sender, %.2f were passed on%n",
        what,
        copies,
        fromOthers.get() / (CHUNKS * (double) CHUNK));
    return copies;
  }

  private void killWhenTheSenderHasGiven(int chunks, Place victim) {
    AtomicReference<Place> alive = new AtomicReference<>(victim);
    Yard.Tap counting = yard.tap;
    yard.tap =
        (from, action, asked, answer) -> {
          Place killed = fromSender.get() > (long) chunks * CHUNK ? alive.getAndSet(null) : null;
          if (killed != null) {
            killed.stop();
          }
          return counting.passes(from, action, asked, answer);
        };
  }

  @Test
  void littleMoreThanOneCopyLeavesTheSender() throws Exception {
    List<Place> all = places("bob", "cyd", "dan", "eve");

    List<Transfer> sent = send(all);

    for (int i = 0; i < all.size(); i++) {
      arrived(sent.get(i), all.get(i));
      assertThat(sent.get(i).group()).isPresent().isEqualTo(sent.get(0).group());
      assertThat(Yard.other(all.get(i), sent.get(i)).group()).isEqualTo(sent.get(0).group());
      assertThat(sent.get(i).progress().bytesDone()).isEqualTo(Files.size(film));
    }
    assertThat(copies("to four")).isBetween(0.99, 1.3);
    assertThat(fromOthers.get()).isGreaterThan(2L * CHUNKS * CHUNK);
  }

  @Test
  void aFolderOfSmallFilesIsPassedOnAsWell() throws Exception {
    for (int i = 0; i < 100; i++) {
      yard.file("photos/" + i, 2_000 + i);
    }
    yard.file("photos/large/one", 5 * CHUNK);
    List<Place> all = places("bob", "cyd", "dan");

    List<Transfer> sent =
        ada.desk.sendToAll(
            List.of(root.resolve("photos")),
            all.stream().map(each -> each.id).toList(),
            SendOptions.DEFAULT);

    for (int i = 0; i < all.size(); i++) {
      until(sent.get(i), State.DONE);
      for (String name : Yard.names(root.resolve("photos"))) {
        Path there = all.get(i).received.resolve("photos").resolve(name);
        if (!Files.isDirectory(there)) {
          same(root.resolve("photos").resolve(name), there);
        }
      }
    }
    assertThat(fromSender.get()).isLessThan(800_000);
  }

  @Test
  void oneThatIsKilledInTheMiddleHoldsUpNobody() throws Exception {
    List<Place> all = places("bob", "cyd", "dan", "eve");
    Yard.Tap counting = yard.tap;
    killWhenTheSenderHasGiven(CHUNKS / 3, all.get(1));

    List<Transfer> sent = send(all);

    for (int i : List.of(0, 2, 3)) {
      arrived(sent.get(i), all.get(i));
    }
    assertThat(sent.get(1).state().ended()).isFalse();
    assertThat(copies("to three of four, one is killed")).isLessThan(2);

    yard.tap = counting;
    fromSender.set(0);
    arrived(sent.get(1), yard.place("cyd")); // it goes on where it was, by what the others have
    assertThat(copies("to the one that was killed")).isLessThan(0.2);
  }

  @Test
  void oneThatGivesSomethingElseIsFoundOut() throws Exception {
    List<Place> all = places("bob", "cyd", "dan");
    yard.liar = all.get(2).id;

    List<Transfer> sent = send(all);

    for (int i = 0; i < all.size(); i++) {
      arrived(sent.get(i), all.get(i));
    }
    assertThat(yard.lies.get())
        .isBetween(1, 2 * 8); // each is asked by two, no more after the first
    assertThat(copies("to three, one of them lies")).isLessThan(2.2); // of three without passing on
  }

  @Test
  void whoRefusesOrComesLateHoldsUpNobody() throws Exception {
    List<Place> there = places("bob", "cyd");
    Place refusing = yard.place("dan");
    yard.policies.put(refusing.id, offer -> new Decision.Refuse("no"));
    List<Transfer> sent =
        ada.desk.sendToAll(
            List.of(film),
            List.of(there.get(0).id, there.get(1).id, refusing.id, Yard.id("eve")),
            SendOptions.DEFAULT);

    arrived(sent.get(0), there.get(0));
    arrived(sent.get(1), there.get(1));
    until(sent.get(2), State.REFUSED);
    assertThat(copies("to two, one refuses, one is late")).isLessThan(1.3);
    fromSender.set(0);

    arrived(sent.get(3), yard.place("eve"));
    assertThat(copies("to the one that is late")).isLessThan(0.2);
  }

  private record Question(Place giver, NodeId asker, byte[] asked) {
    byte[] answer() {
      return ((Lent) giver.handler.answer(asker, "pass", asked)).taken();
    }

    void refused() {
      assertThat(catchThrowable(this::answer))
          .hasMessageContaining("nothing of that is passed on to you");
    }
  }

  @Test
  void onlyThoseOfTheSameOfferAreGivenWhatArrived() throws Exception {
    List<Place> all = places("bob", "cyd");
    Place stranger = yard.place("eve");
    AtomicReference<Question> question = new AtomicReference<>();
    Yard.Tap counting = yard.tap;
    yard.tap =
        (from, action, asked, answer) -> {
          if (action.equals("pass")) {
            Place giver = from.equals(all.get(0).id) ? all.get(1) : all.get(0);
            question.set(new Question(giver, from, asked));
          }
          return counting.passes(from, action, asked, answer);
        };
    List<Transfer> sent = send(all);
    arrived(sent.get(0), all.get(0));
    arrived(sent.get(1), all.get(1));

    Question usual = question.get();
    assertThat(usual.answer()).hasSizeGreaterThan(CHUNK - 9);
    new Question(usual.giver, stranger.id, usual.asked).refused();
    new Question(usual.giver, usual.giver.id, usual.asked).refused();
    ChunkRequest read = ChunkRequest.read(usual.asked);
    ChunkRequest ofAnotherCircle =
        new ChunkRequest(
            read.transfer(), new Locator(true, "aaaaaaaaaaaa"), read.index(), read.regions());
    new Question(usual.giver, usual.asker, ofAnotherCircle.write()).refused();
    ChunkRequest anotherPart =
        new ChunkRequest(
            read.transfer(), read.locator(), (read.index() + 1) % CHUNKS, read.regions());
    new Question(usual.giver, usual.asker, anotherPart.write()).refused();

    Path landed = usual.giver.received.resolve(read.regions().get(0).file().path());
    Files.write(landed, new byte[(int) Files.size(landed)]); // somebody's own words by now
    assertThat(catchThrowable(usual::answer)).hasMessageContaining("it has changed here");
  }

  @Test
  void aSenderThatIsStartedAgainGoesOn() throws Exception {
    List<Place> all = places("bob", "cyd", "dan");
    killWhenTheSenderHasGiven(CHUNKS / 2, ada);
    List<Transfer> sent = send(all);
    List<Transfer> received = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      received.add(Yard.other(all.get(i), sent.get(i)));
    }
    received.forEach(each -> until(each, State.WAITING));

    ada = yard.place("ada");

    for (int i = 0; i < all.size(); i++) {
      arrived(received.get(i), all.get(i));
    }
    assertThat(copies("with a sender that was killed")).isLessThan(1.7);
  }

  @Test
  void aRoleNamesThoseWhoHaveIt() throws Exception {
    Place bob = yard.place("bob");

    List<Transfer> sent = ada.desk.sendToRole(List.of(film), "bob", SendOptions.DEFAULT);

    arrived(sent.get(0), bob);
    assertThat(sent).hasSize(1);
    assertThat(sent.get(0).group()).isEmpty();
    assertThatThrownBy(() -> ada.desk.sendToAll(List.of(film), List.of(), SendOptions.DEFAULT))
        .isInstanceOf(TransferException.class)
        .hasMessageContaining("nobody");
  }
}
