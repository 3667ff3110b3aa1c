package io.weft.store.mvstore;

import java.nio.file.Path;
import org.h2.mvstore.MVStore;

/** Opens a file of the library; tests put disks that fail in its place. */
interface Disk {

  /**
   * Opens a file, or makes it.
   *
   * @throws org.h2.mvstore.MVStoreException if the library cannot open it
   */
  MVStore open(Path file);

  /** The files of the system. */
  static MVStore files(Path file) {
    return settings().fileName(file.toString()).open();
  }

  /**
   * Whatever is written is written by {@link PeerFile}: no thread of the library's own, no commit
   * that it decides about.
   */
  static MVStore.Builder settings() {
    return new MVStore.Builder()
        .autoCommitDisabled()
        .autoCommitBufferSize(0)
        .autoCompactFillRate(0)
        .cacheSize(PeerFile.CACHE_MEBIBYTES)
        .pageSplitSize(PeerFile.PAGE_BYTES);
  }
}
