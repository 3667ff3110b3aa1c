package io.weft.store.mvstore;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.jspecify.annotations.Nullable;

/**
 * A file of the library that is open. For one thread at a time. Whatever the library throws is
 * thrown on; after that only {@link #abandon} may be called.
 */
final class PeerFile {
  /** What is written for one changed peer at least: a block of the file, and of most disks. */
  static final int PAGE_BYTES = 4096;

  /** Pages that are read again while peers change; more is not needed, load reads each once. */
  static final int CACHE_MEBIBYTES = 4;

  /** Of what this class keeps in the library's file; higher ones are of newer versions of Weft. */
  private static final int FORMAT = 1;

  private static final String MAP = "peers";

  /**
   * A file may be so many times as large as what is in it, and then some: it is written anew for
   * each two times of that which changes have added, so that costs half of what they cost.
   */
  private static final int MOST_TIMES = 3;

  /** Entries of a copy that are written at once: some megabytes. */
  private static final int COPIED_AT_ONCE = 10_000;

  private final MVStore store;
  private final MVMap<byte[], byte[]> peers;
  private final boolean hasLostAll;
  private @Nullable List<Entry> justRead;
  private long liveBytes;
  private boolean mayBeLost;

  private PeerFile(MVStore store) {
    this.store = store;
    // Only ever appended to, and written anew when it is bloated: where the library reuses space, a
    // power cut can make it take an older version for the last one (PowerCutTest).
    store.setReuseSpace(false);
    store.setRetentionTime(0);
    // The first commit has the map already.
    hasLostAll = store.getCurrentVersion() > 0 && !store.hasMap(MAP);
    BoundedBytes bytes = new BoundedBytes();
    peers = store.openMap(MAP, new MVMap.Builder<byte[], byte[]>().keyType(bytes).valueType(bytes));
  }

  /** Opens a file, or makes it. */
  static PeerFile open(Path file, Disk disk) {
    MVStore store = disk.open(file);
    try {
      int format = store.getStoreVersion();
      if (format > FORMAT) {
        throw DataUtils.newMVStoreException(
            DataUtils.ERROR_UNSUPPORTED_FORMAT, "format {0} of Weft", format);
      }
      if (format < FORMAT && !store.isReadOnly()) {
        store.setStoreVersion(FORMAT);
      }
      return new PeerFile(store);
    } catch (RuntimeException | Error e) {
      store.closeImmediately();
      throw e;
    }
  }

  /** Reads everything. Whether all of it is as it was written. */
  boolean isWhole() {
    List<Entry> entries = new ArrayList<>(peers.size());
    long bytes = 0;
    try {
      Cursor<byte[], byte[]> each = peers.cursor(null);
      while (each.hasNext()) {
        byte[] key = each.next();
        if (!Sealed.isWhole(key, each.getValue()) || !isAfterLast(key, entries)) {
          return false;
        }
        bytes += Entry.bytes(key, each.getValue());
        entries.add(new Entry(key, each.getValue()));
      }
    } catch (RuntimeException | AssertionError | StackOverflowError e) {
      Trouble.throwUnlessDamage(e);
      return false;
    }
    liveBytes = bytes;
    justRead = entries;
    return !hasLostAll && entries.size() == peers.sizeAsLong();
  }

  /** Pages of different versions can hold the same key, if one that leads to them is torn. */
  private static boolean isAfterLast(byte[] key, List<Entry> entries) {
    return entries.isEmpty()
        || Arrays.compareUnsigned(entries.get(entries.size() - 1).key(), key) < 0;
  }

  /** Everything, in the order of the keys. Costs nothing right after {@link #isWhole}. */
  List<Entry> entries() {
    List<Entry> entries = justRead;
    justRead = null;
    if (entries != null) {
      return entries;
    }
    entries = new ArrayList<>(peers.size());
    Cursor<byte[], byte[]> each = peers.cursor(null);
    while (each.hasNext()) {
      byte[] key = each.next();
      entries.add(new Entry(key, each.getValue()));
    }
    return entries;
  }

  /** What can still be read and is as it was written: up to the first damage from either end. */
  List<Entry> readableEntries() {
    TreeMap<byte[], Entry> readable = new TreeMap<>(Arrays::compareUnsigned);
    for (boolean backwards : new boolean[] {false, true}) {
      try {
        Cursor<byte[], byte[]> each = peers.cursor(null, null, backwards);
        while (each.hasNext()) {
          byte[] key = each.next();
          if (Sealed.isWhole(key, each.getValue())) {
            readable.put(key, new Entry(key, each.getValue()));
          }
        }
      } catch (RuntimeException | AssertionError | StackOverflowError e) {
        Trouble.throwUnlessDamage(e);
      }
    }
    return List.copyOf(readable.values());
  }

  /** Makes these changes, all or none of them; they are on the disk when this returns. */
  void change(Collection<Entry> saved, Collection<byte[]> removed) {
    forgetWhatWasRead();
    boolean changed = false;
    for (Entry each : saved) {
      byte[] before = peers.get(each.key());
      if (!Arrays.equals(before, each.value())) {
        peers.put(each.key(), each.value());
        liveBytes += Entry.bytes(each.key(), each.value()) - bytes(each.key(), before);
        changed = true;
      }
    }
    for (byte[] key : removed) {
      byte[] before = peers.remove(key);
      liveBytes -= bytes(key, before);
      changed |= before != null;
    }
    if (changed) {
      store.commit();
      mayBeLost = true;
      store.sync();
      mayBeLost = false;
    }
  }

  /** Nobody is going to ask for {@link #entries}. */
  void forgetWhatWasRead() {
    justRead = null;
  }

  private static long bytes(byte[] key, byte @Nullable [] value) {
    return value == null ? 0 : Entry.bytes(key, value);
  }

  /**
   * Whether the file is far larger than what is in it.
   *
   * @param spareBytes what it may be larger in any case
   */
  boolean isBloated(long spareBytes) {
    return size() > MOST_TIMES * liveBytes + spareBytes;
  }

  /** Of the file, in bytes. */
  long size() {
    return store.getFileStore().size();
  }

  /** Of the last change when it was opened; 0 before the first. */
  long version() {
    return store.getCurrentVersion();
  }

  /** Whether it was written and the disk then failed to say that it has it. */
  boolean mayBeLost() {
    return mayBeLost;
  }

  boolean isReadOnly() {
    return store.isReadOnly();
  }

  /** Fills a new file; it is on the disk and closed when this returns. */
  static void write(Path file, Disk disk, List<Entry> entries) {
    PeerFile copy = open(file, disk);
    try {
      for (int from = 0; from < entries.size(); from += COPIED_AT_ONCE) {
        int to = Math.min(from + COPIED_AT_ONCE, entries.size());
        entries.subList(from, to).forEach(each -> copy.peers.put(each.key(), each.value()));
        copy.store.commit();
      }
      copy.store.commit();
      copy.store.sync();
      copy.store.close();
    } finally {
      copy.abandon();
    }
  }

  /** Closes it in good order, which makes the next start faster. */
  void close() {
    store.close();
  }

  /** Closes it as it is, without writing. */
  void abandon() {
    store.closeImmediately();
  }
}
