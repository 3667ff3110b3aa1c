package io.weft.files.desk;

import static io.weft.files.desk.Yard.CHUNK;
import static io.weft.files.desk.Yard.names;
import static io.weft.files.desk.Yard.other;
import static io.weft.files.desk.Yard.same;
import static io.weft.files.desk.Yard.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.weft.files.desk.Yard.Place;
import io.weft.files.wire.ProgressReport;
import io.weft.testkit.Eventually;
import io.weft.transfer.SendOptions;
import io.weft.transfer.Transfer;
import io.weft.transfer.Transfer.State;
import io.weft.transfer.TransferException;
import io.weft.transfer.TransferPolicy.Decision;
import io.weft.transfer.TransferProgress;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SendTest {
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

  @Test
  void aFileArrivesAsItIs() throws Exception {
    Path file = yard.file("film.mkv", 10 * CHUNK + 17);
    List<State> states = Collections.synchronizedList(new ArrayList<>());
    ada.desk.watch((transfer, state) -> states.add(state));

    Transfer sent = ada.desk.send(file, bob.id);
    until(sent, State.DONE);

    same(file, bob.received.resolve("film.mkv"));
    assertThat(names(bob.received)).containsExactly("film.mkv");
    assertThat(sent.progress().bytesDone()).isEqualTo(10 * CHUNK + 17);
    assertThat(sent.completion().toCompletableFuture()).isCompleted();
    Transfer received = other(bob, sent);
    assertThat(received.state()).isEqualTo(State.DONE);
    assertThat(received.remark()).isEqualTo("as " + bob.received.resolve("film.mkv"));
    Eventually.until("its end is told", Duration.ofSeconds(10), () -> states.contains(State.DONE));
    assertThat(states).contains(State.RUNNING).last().isEqualTo(State.DONE);
    assertThat(names(ada.folder.resolve("transfers"))).isEmpty();
  }

  @Test
  void emptyFilesAndThoseOfOneByteArriveToo() throws Exception {
    Path none = yard.file("none", 0);
    Path one = yard.file("one", 1);

    until(ada.desk.send(List.of(none, one), bob.id, SendOptions.DEFAULT), State.DONE);

    same(none, bob.received.resolve("none"));
    same(one, bob.received.resolve("one"));
  }

  @Test
  void aFolderArrivesWithAllThatIsInIt() throws Exception {
    Path folder = root.resolve("Grüße 你好");
    Path big = yard.file("Grüße 你好/a/big", 3 * CHUNK + 5);
    for (int i = 0; i < 2000; i++) {
      yard.file("Grüße 你好/many/ñ " + i, i % 90);
    }
    Files.createDirectories(folder.resolve("empty/er"));
    Files.createSymbolicLink(folder.resolve("link"), big);
    Files.setPosixFilePermissions(big, PosixFilePermissions.fromString("rwxr-x---"));

    Transfer sent =
        ada.desk.send(List.of(folder), bob.id, SendOptions.DEFAULT.withPermissions(true));
    until(sent, State.DONE);

    Path there = bob.received.resolve("Grüße 你好");
    List<String> expected = new ArrayList<>(names(folder));
    expected.remove("link");
    assertThat(names(there)).isEqualTo(expected);
    for (int i = 0; i < 2000; i++) {
      same(folder.resolve("many/ñ " + i), there.resolve("many/ñ " + i));
    }
    same(big, there.resolve("a/big"));
    assertThat(Files.getPosixFilePermissions(there.resolve("a/big")))
        .isEqualTo(PosixFilePermissions.fromString("rwxr-x---"));
    assertThat(Files.getLastModifiedTime(there.resolve("empty")).toMillis())
        .isEqualTo(Files.getLastModifiedTime(folder.resolve("empty")).toMillis());
    assertThat(yard.asked("chunk")).isLessThan(10);
    assertThat(names(bob.received)).noneMatch(name -> name.startsWith(".weft-part"));
  }

  @Test
  void zerosAreSaidAndNotSent() throws Exception {
    Path sparse = root.resolve("sparse");
    try (RandomAccessFile file = new RandomAccessFile(sparse.toFile(), "rw")) {
      file.setLength(500L * CHUNK);
      file.seek(123L * CHUNK);
      file.write(7);
    }
    AtomicLong bytes = new AtomicLong();
    yard.tap =
        (from, action, asked, answer) -> {
          bytes.addAndGet(answer.length);
          return answer;
        };

    until(ada.desk.send(sparse, bob.id), State.DONE);

    same(sparse, bob.received.resolve("sparse"));
    assertThat(bytes.get()).isLessThan(3L * CHUNK);
  }

  @Test
  void whatHasTheNameAlreadyStays() throws Exception {
    Path first = yard.file("one/report.pdf", 5 * CHUNK);
    Path second = yard.file("two/report.pdf", 6 * CHUNK);

    Transfer one = ada.desk.send(first, bob.id);
    Transfer two = ada.desk.send(second, bob.id);
    until(one, State.DONE);
    until(two, State.DONE);

    assertThat(names(bob.received)).containsExactly("report (2).pdf", "report.pdf");
    assertThat(
            Files.size(bob.received.resolve("report (2).pdf"))
                + Files.size(bob.received.resolve("report.pdf")))
        .isEqualTo(11 * CHUNK);
  }

  @Test
  void whatTwoNodesSendUnderOneNameIsTwoFiles() throws Exception {
    Place cyd = yard.place("cyd");
    Path first = yard.file("one/report.pdf", 20 * CHUNK);
    Path second = yard.file("two/report.pdf", 20 * CHUNK + 1);

    Transfer one = ada.desk.send(first, bob.id);
    Transfer two = cyd.desk.send(second, bob.id);
    until(one, State.DONE);
    until(two, State.DONE);

    assertThat(names(bob.received)).containsExactly("report (2).pdf", "report.pdf");
    for (Transfer each : List.of(one, two)) {
      Path landed = Path.of(other(bob, each).remark().substring("as ".length()));
      same(each == one ? first : second, landed);
    }
  }

  /** Whoever opened a pipe would wait forever. */
  @Test
  void whatIsNeitherFileNorFolderIsLeftOut() throws Exception {
    Path file = yard.file("source/film", 9);
    Path pipe = root.resolve("source/pipe");
    String refused = SystemTool.complaint("mkfifo", pipe.toString());
    assumeTrue(refused.isEmpty(), "no pipe can be made here: " + refused);

    until(ada.desk.send(root.resolve("source"), bob.id), State.DONE);

    same(file, bob.received.resolve("source/film"));
    assertThat(names(bob.received)).containsExactly("source", "source/film");
    assertThatThrownBy(() -> ada.desk.send(pipe, bob.id))
        .hasMessageContaining("neither a file nor a folder");
  }

  @Test
  void aLinkUnderTheNameIsNotWrittenThrough() throws Exception {
    Path precious = yard.file("precious", 3);
    Files.createDirectories(bob.received);
    Files.createSymbolicLink(bob.received.resolve("data"), precious);

    until(ada.desk.send(yard.file("data", 99), bob.id), State.DONE);

    assertThat(Files.size(precious)).isEqualTo(3);
    assertThat(names(bob.received)).containsExactly("data", "data (2)");
  }

  @Test
  void aThousandWaitForTheirTurn() throws Exception {
    int many = 1000;
    Path file = yard.file("small", 10);
    List<Transfer> all = new ArrayList<>();
    for (int i = 0; i < many; i++) {
      all.add(ada.desk.send(file, bob.id));
    }
    for (Transfer each : all) {
      until(each, State.DONE);
    }
    assertThat(names(bob.received)).hasSize(many);
  }

  @Test
  void somebodyMayDecide() throws Exception {
    yard.policy = offer -> new Decision.Ask();
    Transfer taken = ada.desk.send(yard.file("taken", CHUNK), bob.id);
    Transfer refused = ada.desk.send(yard.file("refused", CHUNK), bob.id);
    Transfer withdrawn = ada.desk.send(yard.file("withdrawn", CHUNK), bob.id);
    until(taken, State.HELD);
    until(refused, State.HELD);
    until(withdrawn, State.HELD);

    Transfer held = other(bob, taken);
    held.accept();
    other(bob, refused).refuse("too early");
    withdrawn.cancel();

    until(taken, State.DONE);
    until(held, State.DONE);
    until(refused, State.REFUSED);
    assertThat(refused.remark()).isEqualTo("too early");
    until(other(bob, withdrawn), State.CANCELLED);
    assertThat(names(bob.received)).containsExactly("taken");
    assertThatThrownBy(held::accept)
        .isInstanceOf(TransferException.class)
        .hasMessageContaining("does not wait for a decision");
  }

  @Test
  void aPolicyRefusesAndSaysWhy() throws Exception {
    yard.policy = offer -> new Decision.Refuse("no " + offer.name() + " here");

    Transfer sent = ada.desk.send(yard.file("film", CHUNK), bob.id);
    until(sent, State.REFUSED);

    assertThat(sent.remark()).isEqualTo("no film here");
    assertThat(sent.completion().toCompletableFuture()).failsWithin(Yard.SOON);
  }

  @Test
  void whoeverPausesAlsoGoesOn() throws Exception {
    Path file = yard.file("film", 40 * CHUNK);
    CountDownLatch seen = new CountDownLatch(5);
    yard.tap =
        (from, action, asked, answer) -> {
          if (action.equals("chunk")) {
            seen.countDown();
          }
          return answer;
        };
    Transfer sent =
        ada.desk.send(
            List.of(file), bob.id, SendOptions.DEFAULT.withMaxBytesPerSecond(40L * CHUNK));
    seen.await();
    Transfer received = other(bob, sent);

    received.pause();
    until(received, State.PAUSED);
    received.resume();
    until(received, State.RUNNING);
    sent.pause();
    until(received, State.PAUSED);
    assertThat(received.remark()).isEqualTo("paused by the sender");
    sent.resume();

    until(sent, State.DONE);
    same(file, bob.received.resolve("film"));
  }

  @Test
  void eitherSideSeesHowFarTheOtherIs() throws Exception {
    yard.policy = offer -> new Decision.Ask();
    Transfer sent = ada.desk.send(yard.file("film", CHUNK), bob.id);
    until(sent, State.HELD);
    Transfer received = other(bob, sent);
    assertThat(sent.progressThere().toCompletableFuture().join().bytesDone()).isZero();
    received.accept();
    until(sent, State.DONE);

    for (Transfer each : List.of(sent, received)) {
      TransferProgress there = each.progressThere().toCompletableFuture().join();
      assertThat(there.bytesDone()).isEqualTo(CHUNK);
      assertThat(there.bytesTotal()).isEqualTo(CHUNK);
      assertThat(there.files()).isEqualTo(1);
      assertThat(there.left()).isEmpty();
    }
    Place cyd = yard.place("cyd");
    assertThatThrownBy(
            () -> bob.handler.answer(cyd.id, "progress", ProgressReport.question(sent.id())))
        .hasMessageContaining("there is no transfer " + sent.id() + " with you");
  }

  @Test
  void theWholeIsComparedBySha256IfThatIsWanted() throws Exception {
    Path file = yard.file("film", 3 * CHUNK + 1);

    Transfer sent = ada.desk.send(List.of(file), bob.id, SendOptions.DEFAULT.withSha256(true));
    until(sent, State.DONE);

    byte[] sha =
        java.security.MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
    assertThat(other(bob, sent).sha256()).contains(java.util.HexFormat.of().formatHex(sha));
    assertThat(yard.asked("digest")).isEqualTo(4);
  }

  @Test
  void aLimitIsKept() throws Exception {
    Path file = yard.file("film", 20 * CHUNK);
    long begun = System.nanoTime();

    until(
        ada.desk.send(
            List.of(file), bob.id, SendOptions.DEFAULT.withMaxBytesPerSecond(40L * CHUNK)),
        State.DONE);

    // The first chunk needs no time, the last one ends nothing.
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(450));
  }

  @Test
  void whatCannotBeSentIsSaidAtOnce() throws Exception {
    Path file = yard.file("a/x", 1);
    Path link = Files.createSymbolicLink(root.resolve("link"), file);

    assertThatThrownBy(() -> ada.desk.send(root.resolve("nothing"), bob.id))
        .hasMessageContaining("there is no file or folder");
    assertThatThrownBy(() -> ada.desk.send(link, bob.id)).hasMessageContaining("is a link");
    assertThatThrownBy(
            () -> ada.desk.send(List.of(file, yard.file("b/x", 1)), bob.id, SendOptions.DEFAULT))
        .hasMessageContaining("two of the files are called x");
    assertThatThrownBy(() -> ada.desk.send(List.of(), bob.id, SendOptions.DEFAULT))
        .hasMessageContaining("nothing to send");
  }
}
