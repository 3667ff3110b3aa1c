package io.weft.files.desk;

import static io.weft.files.desk.Yard.CHUNK;
import static io.weft.files.desk.Yard.names;
import static io.weft.files.desk.Yard.other;
import static io.weft.files.desk.Yard.same;
import static io.weft.files.desk.Yard.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.files.desk.Yard.Place;
import io.weft.files.receive.Disk;
import io.weft.files.receive.Surroundings.Limits;
import io.weft.testkit.Eventually;
import io.weft.transfer.FetchOptions;
import io.weft.transfer.SendOptions;
import io.weft.transfer.Transfer;
import io.weft.transfer.Transfer.State;
import io.weft.transfer.TransferException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks that are really full, or may only be read. Nothing half-written gets a name. */
class RealDisksTest {
  private static final long SMALL = 24L * CHUNK;

  @TempDir Path root;
  private Yard yard;

  @BeforeEach
  void yard() {
    yard = new Yard(root);
  }

  @AfterEach
  void end() {
    yard.close();
  }

  /** A node that does not ask beforehand whether there is space. */
  private Place careless(String name) {
    return yard.place(
        name,
        Disk.SYSTEM,
        new Limits(CHUNK, 8L * CHUNK, Duration.ofMillis(400), Duration.ofMinutes(1), false));
  }

  private static List<String> seen(Place place) throws Exception {
    return names(place.received).stream().filter(each -> !each.startsWith(".weft-part")).toList();
  }

  /** Sends it slowly; some of it is there already. */
  private static Transfer flowing(Place from, Path file, Place to) {
    Transfer sent =
        from.desk.send(
            List.of(file), to.id, SendOptions.DEFAULT.withMaxBytesPerSecond(40L * CHUNK));
    Eventually.until("it flows", Yard.SOON, () -> sent.progress().bytesDone() > 2 * CHUNK);
    return sent;
  }

  @Test
  void aDiskThatIsFullBeforeIsSaid() throws Exception {
    Path received = root.resolve("bob/received");
    try (TinyDisk disk = TinyDisk.on(received, SMALL)) {
      disk.size(2 * SMALL);
      Place ada = yard.place("ada");
      Place bob = yard.place("bob");

      Transfer sent = ada.desk.send(yard.file("film", 3 * SMALL), bob.id);
      until(sent, State.FAILED);

      assertThat(sent.remark()).contains("no space for " + 3 * SMALL, "make room");
      assertThat(seen(bob)).isEmpty();
    }
  }

  @Test
  void aDiskThatGetsFullIsSaidAndWhatIsThereIsGoneOnWith() throws Exception {
    Path received = root.resolve("bob/received");
    try (TinyDisk disk = TinyDisk.on(received, SMALL)) {
      Place ada = yard.place("ada");
      Place bob = careless("bob");
      Path file = yard.file("film", 2 * SMALL);
      Transfer sent = ada.desk.send(file, bob.id);
      until(sent, State.FAILED);
      assertThat(sent.remark()).contains("No space left on device", "ask for the same again");
      assertThat(seen(bob)).isEmpty();
      long before = other(bob, sent).progress().bytesDone();
      assertThat(before).isPositive();

      disk.size(3 * SMALL);
      Transfer again = ada.desk.send(file, bob.id);
      until(again, State.DONE);

      same(file, bob.received.resolve("film"));
      assertThat(yard.asked(again.id())).isEqualTo((int) ((2 * SMALL - before) / CHUNK));
      assertThat(names(bob.received)).containsExactly("film");
    }
  }

  @Test
  void aSenderWhoseDiskIsFullBeginsNothing() throws Exception {
    try (TinyDisk disk = TinyDisk.on(root.resolve("ada/transfers"), CHUNK)) {
      Place ada = yard.place("ada");
      Place bob = yard.place("bob");
      Path file = yard.file("film", CHUNK);
      Path filling = disk.fill();

      assertThatThrownBy(() -> ada.desk.send(file, bob.id))
          .isInstanceOf(TransferException.class)
          .hasMessageContainingAll("cannot be noted", "No space left on device", "ask again");
      assertThat(ada.desk.all()).isEmpty();
      assertThat(names(ada.folder.resolve("transfers"))).containsExactly("filling");

      Files.delete(filling);
      until(ada.desk.send(file, bob.id), State.DONE);
    }
  }

  @Test
  void aSenderWhoseDiskGetsFullMeanwhileSendsAllTheSame() throws Exception {
    try (TinyDisk disk = TinyDisk.on(root.resolve("ada/transfers"), CHUNK)) {
      Place ada = yard.place("ada");
      Place bob = yard.place("bob");
      Path file = yard.file("film", 20 * CHUNK);
      Transfer sent = flowing(ada, file, bob);
      disk.fill();

      sent.pause();
      until(other(bob, sent), State.PAUSED);
      sent.resume();

      until(sent, State.DONE);
      same(file, bob.received.resolve("film"));
      assertThat(names(ada.folder.resolve("transfers"))).containsOnly("filling");
    }
  }

  @Test
  void aReceiverThatCannotNoteAnOfferRefusesIt() throws Exception {
    try (TinyDisk disk = TinyDisk.on(root.resolve("bob/transfers"), CHUNK)) {
      Place ada = yard.place("ada");
      Place bob = yard.place("bob");
      Path file = yard.file("film", CHUNK);
      Path filling = disk.fill();

      Transfer sent = ada.desk.send(file, bob.id);
      until(sent, State.REFUSED);

      assertThat(sent.remark()).contains("cannot take note of it");
      Files.delete(filling);
      until(ada.desk.send(file, bob.id), State.DONE);
    }
  }

  /** What has arrived cannot be noted as ended: it is there, and does not come again. */
  @Test
  void aReceiverThatCannotNoteTheEndHasTheFileAllTheSame() throws Exception {
    try (TinyDisk disk = TinyDisk.on(root.resolve("bob/transfers"), CHUNK)) {
      Place ada = yard.place("ada");
      Place bob = yard.place("bob");
      Path file = yard.file("film", 20 * CHUNK);
      Transfer sent = flowing(ada, file, bob);
      disk.fill();

      until(sent, State.DONE);
      until(other(bob, sent), State.DONE);
      bob.stop();
      yard.place("bob");

      same(file, bob.received.resolve("film"));
      assertThat(names(bob.received)).containsExactly("film");
      assertThat(names(bob.folder.resolve("transfers"))).containsOnly("filling", "done");
    }
  }

  @Test
  void aFolderThatMayOnlyBeReadIsSaid() throws Exception {
    Path received = root.resolve("bob/received");
    try (TinyDisk disk = TinyDisk.on(received, 8 * SMALL)) {
      Place ada = yard.place("ada");
      Place bob = yard.place("bob");
      Path file = yard.file("film", SMALL);
      disk.mayOnlyBeRead(true);
      Transfer before = ada.desk.send(file, bob.id);
      until(before, State.FAILED);
      assertThat(before.remark()).contains("cannot write in " + received, "Read-only file system");

      disk.mayOnlyBeRead(false);
      until(ada.desk.send(file, bob.id), State.DONE);
      same(file, received.resolve("film"));
    }
  }

  @Test
  void aFolderThatMayOnlyBeReadInTheMiddleIsSaidAndWhatIsThereIsGoneOnWith() throws Exception {
    Path received = root.resolve("bob/received");
    try (TinyDisk disk = TinyDisk.on(received, 8 * SMALL)) {
      Place ada = yard.place("ada");
      Place bob = yard.place("bob");
      Path file = yard.file("film", 2 * SMALL);
      Transfer sent = flowing(ada, file, bob);

      disk.coverForReading();
      until(sent, State.FAILED);
      assertThat(sent.remark())
          .contains(
              "cannot write in " + received,
              "Read-only file system",
              "what is there is kept",
              "ask for the same again");
      assertThat(seen(bob)).isEmpty();
      long before = other(bob, sent).progress().bytesDone();

      disk.uncover();
      Transfer again = ada.desk.send(file, bob.id);
      until(again, State.DONE);

      same(file, received.resolve("film"));
      assertThat(yard.asked(again.id())).isEqualTo((int) ((2 * SMALL - before) / CHUNK));
      assertThat(seen(bob)).containsExactly("film");
    }
  }

  @Test
  void aSharedFolderThatMayOnlyBeReadIsAllThatIsNeeded() throws Exception {
    Path shared = root.resolve("shared/ada");
    try (TinyDisk disk = TinyDisk.on(shared, 8 * SMALL)) {
      Path file = yard.file("shared/ada/film", SMALL);
      disk.mayOnlyBeRead(true);
      Place ada = yard.place("ada");
      Place bob = yard.place("bob");

      until(bob.desk.fetch(ada.id, "shared/film", bob.received, FetchOptions.DEFAULT), State.DONE);

      same(file, bob.received.resolve("film"));
    }
  }
}
