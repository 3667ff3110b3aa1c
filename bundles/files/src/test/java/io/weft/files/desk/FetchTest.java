package io.weft.files.desk;

import static io.weft.files.desk.Yard.CHUNK;
import static io.weft.files.desk.Yard.names;
import static io.weft.files.desk.Yard.same;
import static io.weft.files.desk.Yard.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.files.desk.Yard.Place;
import io.weft.testkit.Eventually;
import io.weft.transfer.FetchOptions;
import io.weft.transfer.Transfer;
import io.weft.transfer.Transfer.State;
import io.weft.transfer.TransferException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FetchTest {
  @TempDir Path root;
  private Yard yard;
  private Place ada;
  private Place bob;
  private Path into;

  @BeforeEach
  void yard() {
    yard = new Yard(root);
    ada = yard.place("ada");
    bob = yard.place("bob");
    into = root.resolve("fetched");
  }

  @AfterEach
  void end() {
    yard.close();
  }

  private Transfer fetch(String path, FetchOptions options) {
    return bob.desk.fetch(ada.id, path, into, options);
  }

  @Test
  void aFileOfASharedFolderIsFetched() throws Exception {
    Path file = yard.file("shared/ada/2026/film", 5 * CHUNK + 1);

    until(fetch("shared/2026/film", FetchOptions.DEFAULT), State.DONE);

    same(file, into.resolve("film"));
    assertThat(names(into)).containsExactly("film");
  }

  @Test
  void aWholeSharedFolderIsFetched() throws Exception {
    Path file = yard.file("shared/ada/2026/film", 5 * CHUNK + 1);
    Files.createDirectories(root.resolve("shared/ada/empty"));

    until(fetch("shared", FetchOptions.DEFAULT), State.DONE);

    same(file, into.resolve("shared/2026/film"));
    assertThat(into.resolve("shared/empty")).isDirectory();
  }

  @Test
  void aPartOfAFileIsFetched() throws Exception {
    Path file = yard.file("shared/ada/film", 5 * CHUNK + 1);
    byte[] all = Files.readAllBytes(file);

    until(
        fetch("shared/film", FetchOptions.DEFAULT.withRange(7, 3 * CHUNK).withSha256(true)),
        State.DONE);
    until(fetch("shared/film", FetchOptions.DEFAULT.withRange(5 * CHUNK, 0)), State.DONE);
    until(fetch("shared/film", FetchOptions.DEFAULT.withRange(99 * CHUNK, 9)), State.DONE);

    assertThat(into.resolve("film")).hasBinaryContent(Arrays.copyOfRange(all, 7, 7 + 3 * CHUNK));
    assertThat(into.resolve("film (2)"))
        .hasBinaryContent(Arrays.copyOfRange(all, 5 * CHUNK, all.length));
    assertThat(into.resolve("film (3)")).hasSize(0);
  }

  @Test
  void whatHasTheNameIsReplacedIfThatIsWanted() throws Exception {
    Path file = yard.file("shared/ada/film", CHUNK);
    yard.file("shared/ada/folder/new", 9);
    yard.file("fetched/film", 3);
    yard.file("fetched/folder/old", 3);

    until(fetch("shared/film", FetchOptions.DEFAULT.withReplace(true)), State.DONE);
    until(fetch("shared/folder", FetchOptions.DEFAULT.withReplace(true)), State.DONE);

    same(file, into.resolve("film"));
    assertThat(names(into)).containsExactly("film", "folder", "folder/new");
  }

  @ParameterizedTest
  @ValueSource(strings = {"shared/link/secret", "shared/link", "shared/nothing", "other/film"})
  void whatIsNotSharedIsNotGiven(String path) throws Exception {
    yard.file("secrets/secret", 9);
    yard.file("shared/ada/film", 9);
    Files.createSymbolicLink(root.resolve("shared/ada/link"), root.resolve("secrets"));

    Transfer fetch = fetch(path, FetchOptions.DEFAULT);
    until(fetch, State.FAILED);

    assertThat(fetch.remark()).containsAnyOf("is shared with you", "links are not followed");
    assertThat(names(into)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"shared/../secrets", "/etc/passwd", "shared//x", "", ".."})
  void pathsThatLeadElsewhereAreNotEvenAskedFor(String path) {
    assertThatThrownBy(() -> fetch(path, FetchOptions.DEFAULT))
        .isInstanceOf(TransferException.class)
        .hasMessageContaining("cannot be");
    assertThatThrownBy(
            () ->
                ada.handler.answer(
                    bob.id,
                    "manifest",
                    new io.weft.files.wire.ManifestRequest(
                            "abcdefghijkl", new io.weft.files.wire.Locator(false, path), 0, 0)
                        .write()))
        .isInstanceOf(io.weft.exchange.ApplicationException.class);
  }

  @Test
  void aPauseWhileItIsOpenedIsOneToo() throws Exception {
    Path file = yard.file("shared/ada/film", CHUNK);
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch paused = new CountDownLatch(1);
    yard.tap =
        (from, action, question, answer) -> {
          if (action.equals("manifest")) {
            asked.countDown();
            awaited(paused);
          }
          return answer;
        };
    Transfer fetch = fetch("shared/film", FetchOptions.DEFAULT);
    awaited(asked);
    fetch.pause();
    paused.countDown();
    Eventually.until("it is opened", Yard.SOON, () -> fetch.progress().bytesTotal() == CHUNK);
    until(fetch, State.PAUSED);

    fetch.resume();

    until(fetch, State.DONE);
    same(file, into.resolve("film"));
  }

  private static void awaited(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aPartOfAFolderIsNotSomethingToFetch() throws Exception {
    yard.file("shared/ada/film", 9);

    Transfer fetch = fetch("shared", FetchOptions.DEFAULT.withRange(1, 2));
    until(fetch, State.FAILED);

    assertThat(fetch.remark()).contains("of a file, not of a folder");
  }
}
