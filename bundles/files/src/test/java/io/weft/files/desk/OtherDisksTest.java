package io.weft.files.desk;

import static io.weft.files.desk.Yard.CHUNK;
import static io.weft.files.desk.Yard.names;
import static io.weft.files.desk.Yard.same;
import static io.weft.files.desk.Yard.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.weft.files.desk.Yard.Place;
import io.weft.testkit.Eventually;
import io.weft.transfer.SendOptions;
import io.weft.transfer.Transfer;
import io.weft.transfer.Transfer.State;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks that break while they are written, and those of another kind than usual. */
class OtherDisksTest {
  private static final SendOptions SLOW = SendOptions.DEFAULT.withMaxBytesPerSecond(40L * CHUNK);

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

  /** As a disk may do it that is pulled out: what was written last is there, the rest is not. */
  private void onlyTheJournalHasComeToTheDisk() throws IOException {
    try (var all = Files.walk(bob.received)) {
      Path journal = all.filter(each -> each.endsWith("journal")).findFirst().orElseThrow();
      try (FileChannel file = FileChannel.open(journal, StandardOpenOption.WRITE)) {
        file.force(true);
      }
    }
  }

  @Test
  void aDiskThatBreaksIsSaidAndWhatHasNotComeToItIsSentAgain() throws Exception {
    try (ImageDisk disk = ImageDisk.ext4(bob.received)) {
      Path file = yard.file("film", 40 * CHUNK);
      Transfer sent = ada.desk.send(List.of(file), bob.id, SLOW);
      Eventually.until("it flows", Yard.SOON, () -> sent.progress().bytesDone() > 4 * CHUNK);
      onlyTheJournalHasComeToTheDisk();

      disk.breakDown();
      until(sent, State.FAILED);
      assertThat(sent.remark())
          .contains(
              "cannot write in " + bob.received,
              "Read-only file system",
              "what is there is kept",
              "ask for the same again");
      assertThat(bob.received.resolve("film")).doesNotExist();

      disk.mend();
      until(ada.desk.send(file, bob.id), State.DONE);
      same(file, bob.received.resolve("film"));
    }
  }

  /** Such a disk keeps whole seconds: what has landed there seems to be of another time. */
  @Test
  void whatLandsOnAMemoryCardIsPassedOnAsWell() throws Exception {
    try (ImageDisk disk = ImageDisk.exfat(bob.received)) {
      Path file = yard.file("film", 20 * CHUNK);
      List<Transfer> sent =
          ada.desk.sendToAll(List.of(file), List.of(bob.id, Yard.id("cyd")), SendOptions.DEFAULT);
      until(sent.get(0), State.DONE);

      Place cyd = yard.place("cyd");
      until(sent.get(1), State.DONE);

      same(file, cyd.received.resolve("film"));
      assertThat(yard.asked("pass")).isGreaterThan(10); // one that refuses is asked for a few
    }
  }

  @Test
  void whereNamesOfDifferentCaseAreOneNeitherIsWrittenOverTheOther() throws Exception {
    try (ImageDisk disk = ImageDisk.exfat(bob.received)) {
      Path folder = yard.file("source/A.txt", 9).getParent();
      yard.file("source/a.txt", 10);

      Transfer sent = ada.desk.send(List.of(folder), bob.id, SendOptions.DEFAULT);
      until(sent, State.FAILED);

      assertThat(sent.remark())
          .contains("A.txt", "a.txt", "are one on the disk of the receiver", "send them apart");
      assertThat(names(bob.received)).isEmpty();

      // Apart they are two, and a file that has one name only gets it all the same.
      for (String each : List.of("A.txt", "a.txt")) {
        until(ada.desk.send(folder.resolve(each), bob.id), State.DONE);
      }
      assertThat(names(bob.received)).containsExactly("A.txt", "a (2).txt");
      assertThat(bob.received.resolve("A.txt")).hasSize(9);
      assertThat(bob.received.resolve("a (2).txt")).hasSize(10);
    }
  }
}
