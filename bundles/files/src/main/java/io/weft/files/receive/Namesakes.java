package io.weft.files.receive;

import io.weft.files.folder.SafeName;
import io.weft.files.wire.Entry;
import io.weft.transfer.TransferException.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Names of one transfer that some disks take for one: that differ only in case, or in the form of
 * Unicode. One file would be written over the other.
 */
final class Namesakes {
  private Namesakes() {}

  /** Asks the disk about those that it may take for one; there are seldom any. */
  static void demandNone(List<Entry> entries, Path parts, Disk disk) throws Halt, IOException {
    Map<String, String> seen = new HashMap<>();
    for (Entry each : entries) {
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
