package io.weft.store.mvstore;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the file lies: opens it, puts a bad one aside, and a new one in its place. */
final class PeerFolder {
  private static final Logger LOG = LoggerFactory.getLogger(PeerFolder.class);

  private final Path file;
  private final Path part;
  private final Disk disk;
  private final Aside aside;

  PeerFolder(Path file, Disk disk, Clock clock) {
    this.file = file;
    this.part = file.resolveSibling(file.getFileName() + ".part");
    this.disk = disk;
    this.aside = new Aside(clock);
  }

  /**
   * Opens the file, and makes one if there is none that can be used.
   *
   * @throws RuntimeException of the library, if the disk or another process stands in the way
   */
  PeerFile open() throws IOException {
    Files.createDirectories(file.resolveSibling(""));
    boolean isNew = Files.notExists(file);
    PeerFile opened;
    try {
      opened = PeerFile.open(file, disk);
    } catch (RuntimeException | OutOfMemoryError e) {
      return withoutTheOld(e);
    }
    try {
      if (isNew) {
        syncFolder();
      }
      return opened.isWhole() ? opened : repaired(opened);
    } catch (IOException | RuntimeException e) {
      opened.abandon();
      throw e;
    }
  }

  /**
   * Writes what is in the file to a new one, in its place. A file that is refused in the middle of
   * it is still there.
   *
   * @param old closed in any case
   */
  PeerFile renew(PeerFile old) throws IOException {
    try {
      write(old.entries());
    } finally {
      old.abandon();
    }
    return putInPlace();
  }

  /** A damaged file gives what it still has; what cannot be opened gives nothing. */
  private PeerFile withoutTheOld(Throwable failure) throws IOException {
    if (Trouble.isNewer(failure)) {
      Path kept = aside.put(file, "newer");
      LOG.warn(
          "{} was written by a newer version and cannot be read by this one: it is kept as {}, and"
              + " this node starts without what it remembered of peers",
          file,
          kept.getFileName());
    } else if (failure instanceof OutOfMemoryError || Trouble.isDamage(failure)) {
      Path kept = aside.put(file, "damaged");
      LOG.warn(
          "{} is damaged ({}): it is kept as {}, and this node starts without what it remembered of"
              + " peers",
          file,
          firstLine(failure),
          kept.getFileName());
    } else if (failure instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    return finished(PeerFile.open(file, disk));
  }

  private PeerFile repaired(PeerFile damaged) throws IOException {
    List<Entry> readable = beforeLast();
    boolean complete = !readable.isEmpty();
    if (!complete) {
      readable = damaged.readableEntries();
    }
    damaged.abandon();
    write(readable);
    Path kept = aside.put(file, "damaged");
    LOG.warn(
        "{} is damaged: it is kept as {}, and this node starts with the {} peers that {}",
        file,
        kept.getFileName(),
        readable.size(),
        complete ? "were stored before the last change" : "can still be read");
    return putInPlace();
  }

  /**
   * What was stored before the last change: all that anybody was told is stored, if the power went
   * while that change was written. Empty if that cannot be read either.
   */
  private List<Entry> beforeLast() throws IOException {
    Files.copy(file, part, StandardCopyOption.REPLACE_EXISTING);
    try {
      PeerFile before = PeerFile.openBeforeLast(part, disk);
      try {
        return before.isWhole() ? before.entries() : List.of();
      } finally {
        before.abandon();
      }
    } catch (RuntimeException e) {
      Trouble.throwUnlessDamage(e);
      return List.of();
    }
  }

  private void write(List<Entry> entries) throws IOException {
    Files.deleteIfExists(part);
    boolean written = false;
    try {
      PeerFile.write(part, disk, entries);
      written = true;
    } finally {
      if (!written) {
        Files.deleteIfExists(part);
      }
    }
  }

  private PeerFile putInPlace() throws IOException {
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    syncFolder();
    return finished(PeerFile.open(file, disk));
  }

  /** A file that was just written is not damaged; only its size is to be learned. */
  private static PeerFile finished(PeerFile opened) throws IOException {
    if (!opened.isWhole()) {
      opened.abandon();
      throw new IOException("what was just written is read back in another form: check the disk");
    }
    return opened;
  }

  /** A new name is on the disk when its folder is; where folders cannot be opened, nobody can. */
  private void syncFolder() {
    try (FileChannel folder = FileChannel.open(file.resolveSibling(""), StandardOpenOption.READ)) {
      folder.force(true);
    } catch (IOException e) {
      LOG.debug("the folder of {} cannot be synced: {}", file, e.toString());
    }
  }

  private static String firstLine(Throwable failure) {
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
  }
}
