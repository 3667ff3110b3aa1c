package io.weft.store.mvstore;

import io.weft.node.NodeId;
import io.weft.peer.KnownPeer;
import io.weft.peer.PeerStore;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Peers in one file of H2's MVStore. Opened by whoever needs it first; after a failure it is opened
 * again by the next call. Safe on every thread; calls wait for each other. An interrupt does not
 * end a call: it is there when the call has returned.
 *
 * <p>A change is one commit and one sync. The file is written anew when it has become more than
 * three times (and 4 MiB) as large as what is in it: the call that notices takes as long as it
 * takes to write that (a second for 100,000 peers).
 */
public final class MvPeerStore implements PeerStore, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MvPeerStore.class);

  /** How often a call begins again because it was interrupted or has found damage. */
  private static final int MOST_TRIES = 10;

  /** What the file may be larger than three times what is in it: some hundreds of changes. */
  public static final long SPARE_BYTES = 4L << 20;

  private final Path path;
  private final long spareBytes;
  private final PeerFolder folder;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable PeerFile file;
  private boolean closed;
  private boolean renewFirst;
  private long bytesToRenewAt;

  /**
   * Touches nothing yet.
   *
   * @param path of the file; its folder is made when it is first written
   */
  public MvPeerStore(Path path, Clock clock) {
    this(path, clock, Disk::files, SPARE_BYTES);
  }

  MvPeerStore(Path path, Clock clock, Disk disk, long spareBytes) {
    this.spareBytes = spareBytes;
    this.path = path.toAbsolutePath();
    this.folder = new PeerFolder(this.path, disk, clock);
  }

  @Override
  public void load(Consumer<KnownPeer> each) throws IOException {
    List<Entry> entries =
        calling(
            "peers cannot be read",
            () -> file == null && Files.notExists(path) ? List.of() : opened().entries());
    int newer = 0;
    int unreadable = 0;
    String example = "";
    for (Entry entry : entries) {
      Optional<NodeId> id = PeerForm.id(entry.key());
      if (id.isEmpty() || Sealed.version(entry.value()) != PeerForm.VERSION) {
        newer++;
        continue;
      }
      KnownPeer peer;
      try {
        peer = PeerForm.read(id.get(), Sealed.body(entry.value()));
      } catch (FormException e) {
        unreadable++;
        example = id.get() + ": " + e.getMessage();
        continue;
      }
      each.accept(peer);
    }
    if (newer > 0) {
      LOG.info("{} entries in {} are of a newer version: they are kept and not used", newer, path);
    }
    if (unreadable > 0) {
      LOG.warn("{} peers in {} cannot be read and are left out ({})", unreadable, path, example);
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if a peer takes more than 64 KiB, or its key has no encoded
   *     form; nothing is stored then
   */
  @Override
  public void save(Collection<KnownPeer> peers) throws IOException {
    List<Entry> entries =
        peers.stream()
            .map(peer -> new Entry(PeerForm.key(peer.id()), PeerForm.write(peer)))
            .toList();
    change(peers.size() + " peers could not be stored", entries, List.of());
  }

  @Override
  public void remove(Collection<NodeId> peers) throws IOException {
    change(
        peers.size() + " peers could not be removed",
        List.of(),
        peers.stream().map(PeerForm::key).toList());
  }

  /** What is stored stays. Calls after this fail. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      closeFile();
    } finally {
      lock.unlock();
    }
  }

  private void closeFile() {
    boolean interrupted = Thread.interrupted();
    try {
      if (file != null) {
        file.close();
      }
    } catch (RuntimeException e) {
      LOG.debug("{} was not closed in good order: {}", path, e.toString());
      abandon();
    } finally {
      file = null;
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void change(String failure, List<Entry> saved, List<byte[]> removed) throws IOException {
    if (saved.isEmpty() && removed.isEmpty()) {
      return;
    }
    calling(
        failure,
        () -> {
          PeerFile current = writable();
          current.change(saved, removed);
          return current;
        });
    tidy();
  }

  /** What may not be written is opened to be read; it may have become writable since. */
  private PeerFile writable() throws IOException {
    if (opened().isReadOnly()) {
      abandon();
    }
    PeerFile current = opened();
    if (current.isReadOnly()) {
      throw new AccessDeniedException(path.toString(), null, "it may only be read");
    }
    return current;
  }

  private PeerFile opened() throws IOException {
    if (closed) {
      throw new IOException("the store is closed");
    }
    if (file == null) {
      file = folder.open();
      bytesToRenewAt = 0;
    }
    if (renewFirst) {
      file = folder.renew(file);
      renewFirst = false;
    }
    return file;
  }

  /** What is stored is safe whatever becomes of this. */
  private void tidy() {
    lock.lock();
    try {
      if (file == null || !file.isBloated(spareBytes) || file.size() < bytesToRenewAt) {
        return;
      }
      long size = file.size();
      try {
        calling("the file could not be made smaller", () -> file = folder.renew(opened()));
      } catch (IOException e) {
        if (openAgain()) {
          bytesToRenewAt = 2 * size;
        }
        LOG.warn("{}; tried again when it has grown to {} bytes", e.getMessage(), 2 * size);
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean openAgain() {
    try {
      calling("peers cannot be read", this::opened);
      return true;
    } catch (IOException e) {
      return false; // the next call says so
    }
  }

  private interface Call<R> {
    R call() throws IOException;
  }

  /**
   * Interrupts close the file, as every file channel of Java; damage is seen when a page is read
   * that an open file has not read before. Both are over when the file is opened again.
   */
  private <R> R calling(String failure, Call<R> call) throws IOException {
    lock.lock();
    try {
      return tryingAgain(failure, call);
    } finally {
      lock.unlock();
    }
  }

  private <R> R tryingAgain(String failure, Call<R> call) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      for (int tries = 1; ; tries++) {
        try {
          return call.call();
        } catch (IOException | RuntimeException e) {
          abandon();
          interrupted |= Thread.interrupted();
          boolean again = Trouble.isInterrupt(e) || Trouble.isDamage(e);
          if (closed || !again || tries == MOST_TRIES) {
            throw Trouble.told(failure, path, e);
          }
        } catch (Error e) {
          abandon(); // whatever it was, it may have been in the middle of something
          throw e;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void abandon() {
    PeerFile old = file;
    file = null;
    if (old != null) {
      renewFirst |= old.mayBeLost();
      old.abandon();
    }
  }
}
