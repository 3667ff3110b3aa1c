package io.weft.files.receive;

import io.weft.files.folder.SafeName;
import io.weft.files.wire.Digest;
import io.weft.files.wire.Entry;
import io.weft.transfer.TransferException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Names of one transfer that some disks take for one: that differ only in case, or in the form of
 * Unicode. One file would be written over the other.
 */
final class Namesakes {
  private Namesakes() {}

  /** Asks the disk about those that it may take for one; there are seldom any. */
  static void demandNone(List<Entry> entries, Path parts, Disk disk) throws Halt, IOException {
    Set<Long> suspects = suspects(entries);
    Map<String, String> seen = new HashMap<>();
    for (Entry each : entries) {
      if (suspects.isEmpty() || !suspects.contains(hash(each))) {
        continue;
      }
      String before = seen.putIfAbsent(folded(each.path()), each.path());
      if (before != null && isOne(before, each.path(), parts, disk)) {
        throw Halt.failed(
            Reason.BAD,
            "the names "
                + SafeName.shown(before)
                + " and "
                + SafeName.shown(each.path())
                + " are one on the disk of the receiver: change one of them, or send them apart");
      }
    }
  }

  /** Hashes that come more than once: eight bytes a name, for there may be many names. */
  private static Set<Long> suspects(List<Entry> entries) {
    long[] hashes = entries.stream().mapToLong(Namesakes::hash).sorted().toArray();
    Set<Long> suspects = new HashSet<>();
    for (int i = 1; i < hashes.length; i++) {
      if (hashes[i] == hashes[i - 1]) {
        suspects.add(hashes[i]);
      }
    }
    return suspects;
  }

  private static long hash(Entry entry) {
    return Digest.of(folded(entry.path()).getBytes(StandardCharsets.UTF_8)).high();
  }

  /** A superset of what disks do: upper case first, for ß and its like. */
  private static String folded(String path) {
    return Normalizer.normalize(path, Normalizer.Form.NFD)
        .toUpperCase(Locale.ROOT)
        .toLowerCase(Locale.ROOT);
  }

  /** Each pair of segments that differ must be one. */
  private static boolean isOne(String one, String other, Path parts, Disk disk) throws IOException {
    String[] ones = one.split("/", -1);
    String[] others = other.split("/", -1);
    for (int i = 0; i < Math.min(ones.length, others.length); i++) {
      if (!ones[i].equals(others[i]) && !disk.isOneName(parts, ones[i], others[i])) {
        return false;
      }
    }
    return true;
  }
}
