package io.weft.files.desk;

import static io.weft.files.desk.Yard.CHUNK;
import static io.weft.files.desk.Yard.names;
import static io.weft.files.desk.Yard.other;
import static io.weft.files.desk.Yard.same;
import static io.weft.files.desk.Yard.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.weft.files.desk.Yard.Place;
import io.weft.files.receive.Disk;
import io.weft.files.wire.Closing;
import io.weft.files.wire.Entry;
import io.weft.files.wire.Locator;
import io.weft.files.wire.ManifestPage;
import io.weft.files.wire.ManifestRequest;
import io.weft.files.wire.OfferMessage;
import io.weft.files.wire.Verdict;
import io.weft.testkit.Eventually;
import io.weft.transfer.SendOptions;
import io.weft.transfer.Transfer;
import io.weft.transfer.Transfer.State;
import io.weft.transfer.TransferException;
import io.weft.transfer.TransferPolicy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Disks that are full, sources that change, peers that lie. */
class FaultsTest {
  private static final SendOptions SLOW = SendOptions.DEFAULT.withMaxBytesPerSecond(40L * CHUNK);

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

  /** The transfer fails on both sides; nothing has got its name. */
  private Transfer fails(Place bob, Transfer sent, TransferException.Reason reason, String... why)
      throws Exception {
    until(sent, State.FAILED);
    Transfer received = other(bob, sent);
    until(received, State.FAILED);
    assertThat(received.remark()).contains(why);
    assertThat(sent.remark()).contains(why);
    received
        .completion()
        .handle(
            (done, failure) -> {
              assertThat(((TransferException) failure.getCause()).reason()).isEqualTo(reason);
              return done;
            })
        .toCompletableFuture()
        .join();
    assertThat(names(bob.received)).allMatch(name -> name.startsWith(".weft-part"));
    return received;
  }

  private static byte[] damaged(byte[] answer) {
    byte[] other = answer.clone();
    other[other.length - 1] ^= 1;
    return other;
  }

  @Test
  void whatIsDamagedOnTheWayIsAskedForAgain() throws Exception {
    Place bob = yard.place("bob");
    Set<String> damagedOnce = ConcurrentHashMap.newKeySet();
    yard.tap =
        (from, action, asked, answer) ->
            action.equals("chunk") && damagedOnce.add(Arrays.toString(asked))
                ? damaged(answer)
                : answer;
    Path file = yard.file("film", 10 * CHUNK);

    until(ada.desk.send(file, bob.id), State.DONE);

    same(file, bob.received.resolve("film"));
    assertThat(yard.asked("chunk")).isEqualTo(20);
  }

  @Test
  void whatIsDamagedAgainAndAgainEndsIt() throws Exception {
    Place bob = yard.place("bob");
    yard.tap = (from, action, asked, answer) -> action.equals("chunk") ? damaged(answer) : answer;

    fails(
        bob,
        ada.desk.send(yard.file("film", 3 * CHUNK), bob.id),
        TransferException.Reason.CORRUPT,
        "asked for 3 times",
        "CRC32C");
    Eventually.until("nothing is left", Yard.SOON, () -> Yard.isEmpty(bob.received));
  }

  @Test
  void moreOrLessThanWasAskedForIsNotTaken() throws Exception {
    Place bob = yard.place("bob");
    yard.tap =
        (from, action, asked, answer) ->
            action.equals("chunk") ? Arrays.copyOf(answer, answer.length + 1) : answer;

    fails(
        bob,
        ada.desk.send(yard.file("film", CHUNK), bob.id),
        TransferException.Reason.CORRUPT,
        "were asked for");
  }

  @Test
  void whoNeverAnswersIsGivenUp() throws Exception {
    Place bob = yard.place("bob");
    yard.tap = (from, action, asked, answer) -> action.equals("chunk") ? new byte[0] : answer;

    fails(
        bob,
        ada.desk.send(yard.file("film", CHUNK), bob.id),
        TransferException.Reason.NO_ANSWER,
        "asked for 3 times");
  }

  @Test
  void anotherHashOfTheWholeEndsIt() throws Exception {
    Place bob = yard.place("bob");
    yard.tap =
        (from, action, asked, answer) ->
            action.equals("close") && answer.length == 1 ? new byte[] {Closing.DIFFERENT} : answer;

    fails(
        bob,
        ada.desk.send(yard.file("film", CHUNK), bob.id),
        TransferException.Reason.CORRUPT,
        "hashes of the whole differ");
  }

  @Test
  void whatChangesOnTheDiskOfTheReceiverIsFoundBySha256() throws Exception {
    Place bob = yard.place("bob");
    yard.tap = (from, action, asked, answer) -> action.equals("digest") ? damaged(answer) : answer;

    fails(
        bob,
        ada.desk.send(
            List.of(yard.file("film", CHUNK)), bob.id, SendOptions.DEFAULT.withSha256(true)),
        TransferException.Reason.CORRUPT,
        "SHA-256 of chunk 0 differs");
  }

  /** A source that is written to, cut or exchanged while it is sent. */
  @ParameterizedTest
  @ValueSource(strings = {"written", "truncated", "exchanged", "deleted"})
  void aSourceThatChangesEndsIt(String how) throws Exception {
    Place bob = yard.place("bob");
    Path file = yard.file("film", 40 * CHUNK);
    Transfer sent = ada.desk.send(List.of(file), bob.id, SLOW);
    Eventually.until("it flows", Yard.SOON, () -> sent.progress().bytesDone() > 2 * CHUNK);

    switch (how) {
      case "written" -> Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
      case "truncated" -> {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
          channel.truncate(5L * CHUNK);
        }
      }
      case "exchanged" -> {
        Path other = yard.file("other/film", 40 * CHUNK);
        Files.setLastModifiedTime(other, Files.getLastModifiedTime(file));
        Files.move(other, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      }
      default -> Files.delete(file);
    }

    fails(bob, sent, TransferException.Reason.CHANGED, "\"film\"");
    Eventually.until("nothing is left", Yard.SOON, () -> Yard.isEmpty(bob.received));
  }

  @Test
  void aSourceFolderThatVanishesEndsIt() throws Exception {
    Place bob = yard.place("bob");
    yard.file("source/a/film", 40 * CHUNK);
    Transfer sent = ada.desk.send(List.of(root.resolve("source")), bob.id, SLOW);
    Eventually.until("it flows", Yard.SOON, () -> sent.progress().bytesDone() > 2 * CHUNK);

    Files.move(root.resolve("source"), root.resolve("elsewhere"));

    fails(bob, sent, TransferException.Reason.CHANGED, "source/a/film", "it is gone");
    Eventually.until("nothing is left", Yard.SOON, () -> Yard.isEmpty(bob.received));
  }

  private record FullDisk(long free, AtomicInteger writes) implements Disk {
    @Override
    public long freeBytes(Path folder) {
      return free;
    }

    @Override
    public void write(FileChannel to, ByteBuffer bytes, long at) throws IOException {
      if (writes.decrementAndGet() < 0) {
        throw new IOException("No space left on device");
      }
      SYSTEM.write(to, bytes, at);
    }

    @Override
    public boolean isOneName(Path folder, String one, String other) throws IOException {
      return SYSTEM.isOneName(folder, one, other);
    }
  }

  @Test
  void aDiskThatIsFullBeforeIsSaid() throws Exception {
    Place bob = yard.place("bob", new FullDisk(CHUNK, new AtomicInteger(9)), Yard.limits());

    fails(
        bob,
        ada.desk.send(yard.file("film", 2 * CHUNK), bob.id),
        TransferException.Reason.DISK,
        "no space for",
        "make room");
  }

  @Test
  void aDiskThatGetsFullIsSaidAndWhatIsThereIsKept() throws Exception {
    AtomicInteger writes = new AtomicInteger(20);
    Place bob = yard.place("bob", new FullDisk(1L << 40, writes), Yard.limits());
    Path file = yard.file("film", 30 * CHUNK);
    fails(
        bob, ada.desk.send(file, bob.id), TransferException.Reason.DISK, "No space left on device");
    writes.set(1000);

    Transfer again = ada.desk.send(file, bob.id);
    until(again, State.DONE);

    same(file, bob.received.resolve("film"));
    assertThat(yard.asked(again.id())).isEqualTo(10);
  }

  @Test
  void aFolderThatCannotBeMadeIsSaid() throws Exception {
    Files.createDirectories(root.resolve("bob"));
    Files.writeString(root.resolve("bob/received"), "a file");
    Place bob = yard.place("bob");

    Transfer sent = ada.desk.send(yard.file("film", 2 * CHUNK), bob.id);
    until(sent, State.FAILED);

    assertThat(sent.remark()).contains("cannot write in " + bob.received);
  }

  @Test
  void aFolderThatVanishesIsSaid() throws Exception {
    Place bob = yard.place("bob");
    Transfer sent = ada.desk.send(List.of(yard.file("film", 40 * CHUNK)), bob.id, SLOW);
    Eventually.until("it flows", Yard.SOON, () -> sent.progress().bytesDone() > 2 * CHUNK);

    Files.move(bob.received, root.resolve("elsewhere"));

    until(sent, State.FAILED);
    assertThat(sent.remark()).contains("cannot write in " + bob.received);
  }

  private void lies(UnaryOperator<Entry> how) {
    yard.tap =
        (from, action, asked, answer) -> {
          if (!action.equals("manifest")) {
            return answer;
          }
          ManifestPage page = ManifestPage.read(answer);
          return new ManifestPage(
                  page.snapshot(),
                  page.total(),
                  page.links(),
                  page.entries().stream().map(how).toList())
              .write();
        };
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../evil",
        "/etc/evil",
        "a/../../evil",
        "a\\evil",
        "C:evil",
        ".weft-part/evil",
        "a\0b",
        "",
        "a//b",
        "./a",
        "nowhere/evil",
        "a\nb"
      })
  void namesThatLeadElsewhereAreNotTaken(String name) throws Exception {
    Place bob = yard.place("bob");
    lies(
        entry ->
            new Entry(
                false, name, entry.size(), entry.modifiedMicros(), entry.key(), entry.mode()));

    fails(
        bob,
        ada.desk.send(yard.file("film", 9), bob.id),
        TransferException.Reason.BAD,
        "is not taken");
  }

  @Test
  void namesThatWouldFillTheMemoryAreNotTaken() throws Exception {
    Place bob = yard.place("bob");
    Entry endless = new Entry(false, "n".repeat(4000), 0, 0, 0, -1);
    List<Entry> many = Collections.nCopies(ManifestPage.PAGE_ENTRIES, endless);
    yard.tap =
        (from, action, asked, answer) ->
            action.equals("manifest")
                ? new ManifestPage(
                        ManifestPage.read(answer).snapshot(), ManifestPage.MOST_ENTRIES, 0, many)
                    .write()
                : answer;

    fails(
        bob,
        ada.desk.send(yard.file("film", 9), bob.id),
        TransferException.Reason.BAD,
        "its names have more than 33554432 characters");
  }

  @Test
  void moreThanWasOfferedIsNotTaken() throws Exception {
    Place bob = yard.place("bob");
    lies(
        entry ->
            new Entry(
                false,
                entry.path(),
                entry.size() + 9,
                entry.modifiedMicros(),
                entry.key(),
                entry.mode()));

    fails(
        bob,
        ada.desk.send(yard.file("film", 9), bob.id),
        TransferException.Reason.CHANGED,
        "18 bytes are more than were offered: 9");
    assertThat(yard.asked("chunk")).isZero();
  }

  @Test
  void anIdOfAnotherNodesTransferIsRefused() throws Exception {
    Place bob = yard.place("bob");
    Place cyd = yard.place("cyd");
    yard.policy = offer -> new TransferPolicy.Decision.Ask();
    Transfer sent = ada.desk.send(yard.file("film", 9), bob.id);
    until(sent, State.HELD);

    Object answer =
        bob.handler.answer(
            cyd.id,
            "offer",
            new OfferMessage(sent.id(), "x", 1, 1, false, false, 0, Optional.empty()).write());

    assertThat(Verdict.read((byte[]) answer).kind()).isEqualTo(Verdict.Kind.REFUSED);
    assertThat(other(bob, sent).peer()).isEqualTo(ada.id);
  }

  @Test
  void aSizeThatIsALieEndsIt() throws Exception {
    Place bob = yard.place("bob");
    lies(
        entry ->
            new Entry(
                false,
                entry.path(),
                entry.size() - 4,
                entry.modifiedMicros(),
                entry.key(),
                entry.mode()));

    fails(
        bob,
        ada.desk.send(yard.file("film", 9), bob.id),
        TransferException.Reason.CHANGED,
        "its size was 5 and is 9 bytes");
  }

  @Test
  void whatIsNotOfferedToANodeIsNotGivenToIt() throws Exception {
    Place bob = yard.place("bob");
    Place cyd = yard.place("cyd");
    yard.policy = offer -> new TransferPolicy.Decision.Ask();
    Transfer sent = ada.desk.send(yard.file("film", 9), bob.id);
    until(sent, State.HELD);
    byte[] question = new ManifestRequest(sent.id(), new Locator(true, sent.id()), 0, 0).write();

    assertThat(catchThrowable(() -> ada.handler.answer(cyd.id, "manifest", question)))
        .hasMessageContaining("is shared with you (shared_folders");
    assertThat(catchThrowable(() -> ada.handler.answer(cyd.id, "chunk", new byte[] {7})))
        .hasMessageContaining("this node speaks 1");
  }
}
