package io.weft.files.wire;

import java.util.ArrayList;
import java.util.List;

/**
 * A page of what there is.
 *
 * @param snapshot the pages of one belong together
 * @param total entries of all pages
 * @param links that are not part of it, because links are not followed
 * @param entries of this page, folders before what is in them
 */
public record ManifestPage(long snapshot, int total, int links, List<Entry> entries) {

  /** Entries of one transfer at most: some 20 MB of memory on either side, and the names. */
  public static final int MOST_ENTRIES = 200_000;

  /** Characters of the paths of one transfer at most: 160 of each, if there are so many. */
  public static final int MOST_NAMES = 32 << 20;

  /** Entries of one page at most. */
  public static final int PAGE_ENTRIES = 2048;

  public ManifestPage {
    entries = List.copyOf(entries);
  }

  /**
   * Reads one.
   *
   * @throws FormException if it is none
   */
  public static ManifestPage read(byte[] message) {
    ByteReader from = Messages.begin(message);
    long snapshot = from.fixed();
    int total = (int) from.number(MOST_ENTRIES);
    int links = (int) from.number(Integer.MAX_VALUE);
    int count = from.count(PAGE_ENTRIES, Entry.LEAST);
    List<Entry> entries = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      entries.add(Entry.read(from));
    }
    from.end();
    return new ManifestPage(snapshot, total, links, entries);
  }

  /** As bytes. */
  public byte[] write() {
    ByteWriter to = Messages.begin(64 + entries.size() * 64);
    to.fixed(snapshot).number(total).number(links).number(entries.size());
    entries.forEach(each -> each.write(to));
    return to.toBytes();
  }
}
