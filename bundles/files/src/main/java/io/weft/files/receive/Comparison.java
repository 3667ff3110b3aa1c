package io.weft.files.receive;

import io.weft.files.folder.Plan;
import io.weft.files.wire.Digest;
import io.weft.files.wire.Region;
import io.weft.transfer.TransferException.Reason;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;

/**
 * Compares what is on the disk here: with what was noted of it, or by SHA-256 with what is on the
 * disk there.
 */
final class Comparison {
  private Comparison() {}

  /**
   * Reads all, chunk by chunk, as the sender does.
   *
   * @return the SHA-256 of all together, in hexadecimal digits
   */
  static String sha256(PartFolder part, Questions questions) throws Halt, IOException {
    Plan plan = part.plan();
    MessageDigest all = sha256();
    MessageDigest one = sha256();
    for (int i = 0; i < plan.chunks(); i++) {
      byte[] bytes = read(part, i);
      one.update(bytes);
      all.update(bytes);
      if (!MessageDigest.isEqual(one.digest(), questions.sha256(plan, i))) {
        throw Halt.failed(Reason.CORRUPT, "the SHA-256 of chunk " + i + " differs");
      }
    }
    return HexFormat.of().formatHex(all.digest());
  }

  /** Whether a chunk can be read and has this hash. */
  static boolean is(PartFolder part, int chunk, Digest noted) {
    try {
      return Digest.of(read(part, chunk)).equals(noted);
    } catch (IOException e) {
      return false; // it is fetched again; what is wrong with the disk is said then
    }
  }

  private static byte[] read(PartFolder part, int chunk) throws IOException {
    ByteBuffer to = ByteBuffer.allocate(part.plan().length(chunk));
    for (Region each : part.plan().regions(chunk)) {
      Path file = part.file(each.file());
      long from = each.offset() - part.plan().base() - to.position();
      int end = to.position() + each.length();
      try (FileChannel content =
          FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
        while (to.position() < end) {
          to.limit(Math.min(end, to.position() + Disk.PIECE_BYTES));
          if (content.read(to, from + to.position()) < 0) {
            throw new EOFException(each.file().path() + " is too short");
          }
        }
      }
      to.limit(to.capacity());
    }
    return to.array();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }
}
