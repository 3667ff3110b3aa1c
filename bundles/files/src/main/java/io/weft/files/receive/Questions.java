package io.weft.files.receive;

import io.weft.files.folder.Plan;
import io.weft.files.folder.SafeName;
import io.weft.files.wire.ChunkRequest;
import io.weft.files.wire.Closing;
import io.weft.files.wire.Digest;
import io.weft.files.wire.Entry;
import io.weft.files.wire.FormException;
import io.weft.files.wire.HashesRequest;
import io.weft.files.wire.ManifestPage;
import io.weft.files.wire.ManifestRequest;
import io.weft.files.wire.Messages;
import io.weft.transfer.TransferException.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** What a receiver asks besides chunks, one question at a time. May block. */
final class Questions {

  /** Times that a question is asked which is answered badly, or not at all. */
  static final int ATTEMPTS = 3;

  /** Between two of them. */
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final Errand errand;
  private final Surroundings around;
  private volatile boolean closed;
  private volatile CompletableFuture<?> asked = CompletableFuture.completedFuture(null);

  Questions(Errand errand, Surroundings around) {
    this.errand = errand;
    this.around = around;
  }

  /** Whoever waits for an answer waits no more, and nothing is asked until {@link #open}. */
  void close() {
    closed = true;
    asked.cancel(false);
  }

  void open() {
    closed = false;
  }

  /** What there is, as a plan. */
  Plan plan() throws Halt {
    for (int attempt = 1; ; attempt++) {
      try {
        return plan(entries());
      } catch (StaleException e) {
        if (attempt == ATTEMPTS) {
          throw Halt.away("the other node forgets its listings: it has too much to do");
        }
      }
    }
  }

  private static final class StaleException extends Exception {
    private static final long serialVersionUID = 1L;
  }

  private List<Entry> entries() throws Halt, StaleException {
    List<Entry> entries = new ArrayList<>();
    long snapshot = 0;
    long names = 0;
    while (true) {
      ManifestRequest request =
          new ManifestRequest(errand.id(), errand.locator(), snapshot, entries.size());
      ManifestPage page = ask(Messages.MANIFEST, request.write(), ManifestPage::read);
      boolean same = snapshot == 0 || page.snapshot() == snapshot;
      if (!same || (page.entries().isEmpty() && entries.size() < page.total())) {
        throw new StaleException();
      }
      snapshot = page.snapshot();
      names += page.entries().stream().mapToLong(each -> each.path().length()).sum();
      if (names > ManifestPage.MOST_NAMES) {
        throw Halt.failed(
            Reason.BAD,
            "its names have more than "
                + ManifestPage.MOST_NAMES
                + " characters: send parts of it");
      }
      entries.addAll(page.entries());
      if (entries.size() >= page.total()) {
        return entries;
      }
    }
  }

  private Plan plan(List<Entry> entries) throws Halt {
    if (entries.isEmpty()) {
      throw Halt.failed(
          Reason.NOT_FOUND, "there is nothing in it but links, which are not followed");
    }
    demandSafe(entries);
    try {
      if (!errand.isRange()) {
        return Plan.of(entries, around.limits().chunkBytes());
      }
      if (entries.size() != 1 || entries.get(0).folder()) {
        throw Halt.failed(Reason.BAD, "a part can be fetched of a file, not of a folder");
      }
      return Plan.ofRange(
          entries.get(0), around.limits().chunkBytes(), errand.offset(), errand.length());
    } catch (IOException e) {
      throw Halt.failed(Reason.BAD, String.valueOf(e.getMessage()));
    }
  }

  /** Every path is a name for this system, new, and in a folder that came before it. */
  private static void demandSafe(List<Entry> entries) throws Halt {
    Set<String> all = new HashSet<>();
    Set<String> folders = new HashSet<>();
    for (Entry each : entries) {
      String path = each.path();
      Optional<String> fault = SafeName.fault(path);
      int slash = path.lastIndexOf('/');
      if (fault.isEmpty() && !all.add(path)) {
        fault = Optional.of("twice");
      }
      if (fault.isEmpty() && slash >= 0 && !folders.contains(path.substring(0, slash))) {
        fault = Optional.of("in a folder that is not there");
      }
      if (fault.isPresent()) {
        throw Halt.failed(
            Reason.BAD, "the name " + SafeName.shown(path) + " is not taken: " + fault.get());
      }
      if (each.folder()) {
        folders.add(path);
      }
    }
  }

  /** Compares the digest of all chunks with that of the sender, as far as it knows one. */
  void check(PartFolder part) throws Halt {
    Closing check =
        new Closing(errand.id(), Closing.Kind.CHECK, part.plan().chunks(), part.whole(), "");
    byte[] answer = ask(Messages.CLOSE, check.write(), Function.identity());
    if (answer.length == 1 && answer[0] == Closing.DIFFERENT) {
      throw Halt.failed(
          Reason.CORRUPT, "what arrived is not what was sent: the hashes of the whole differ");
    }
  }

  /** The SHA-256 of a chunk, as the sender reads it now. */
  byte[] sha256(Plan plan, int chunk) throws Halt {
    ChunkRequest request =
        new ChunkRequest(errand.id(), errand.locator(), chunk, plan.regions(chunk));
    return ask(Messages.DIGEST, request.write(), Function.identity());
  }

  /** The digests of some chunks, as the sender reads them now. */
  Digest[] hashes(HashesRequest asked) throws Halt {
    return ask(Messages.HASHES, asked.write(), asked::digests);
  }

  private <T> T ask(String action, byte[] message, Function<byte[], T> read) throws Halt {
    for (int attempt = 1; ; attempt++) {
      if (closed) {
        throw Halt.pulled();
      }
      try {
        CompletableFuture<byte[]> answer =
            around.asking().ask(errand.peer(), action, message, around.limits().patience());
        asked = answer;
        return read.apply(answer.join());
      } catch (CompletionException | CancellationException | FormException e) {
        Halt halt = Halt.of(e, around.company().connected(errand.peer()));
        if (halt != null) {
          throw halt;
        }
        if (attempt == ATTEMPTS) {
          throw Halt.inVain("the " + action, ATTEMPTS, e);
        }
        pause();
      }
    }
  }

  private static void pause() throws Halt {
    try {
      TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Halt.pulled();
    }
  }
}
