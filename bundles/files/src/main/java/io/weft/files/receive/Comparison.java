package io.weft.files.receive;

import io.weft.files.folder.Plan;
import io.weft.files.wire.Region;
import io.weft.transfer.TransferException.Reason;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Compares by SHA-256 what is on the disk here with what is on the disk there. */
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
      for (Region each : plan.regions(i)) {
        byte[] bytes = read(part, each);
        one.update(bytes);
        all.update(bytes);
      }
      if (!MessageDigest.isEqual(one.digest(), questions.sha256(plan, i))) {
        throw Halt.failed(Reason.CORRUPT, "the SHA-256 of chunk " + i + " differs");
      }
    }
    return HexFormat.of().formatHex(all.digest());
  }

  private static byte[] read(PartFolder part, Region region) throws IOException {
    ByteBuffer to = ByteBuffer.allocate(region.length());
    try (FileChannel from = FileChannel.open(part.file(region.file()), StandardOpenOption.READ)) {
      long at = region.offset() - part.plan().base();
      while (to.hasRemaining()) {
        int read = from.read(to, at + to.position());
        if (read < 0) {
          throw new EOFException(region.file().path() + " is too short");
        }
      }
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
