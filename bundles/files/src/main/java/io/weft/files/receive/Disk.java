package io.weft.files.receive;

import io.weft.files.live.Courtesy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** What of a disk tests want to be otherwise: that it is full. Safe on every thread. */
public interface Disk {

  /** Written at once: each thread keeps so much memory of the system's for it. */
  int PIECE_BYTES = 256 << 10;

  /** The disk of this system. */
  Disk SYSTEM =
      new Disk() {
        @Override
        public long freeBytes(Path folder) throws IOException {
          return Files.getFileStore(folder).getUsableSpace();
        }

        @Override
        public void write(FileChannel to, ByteBuffer bytes, long at) throws IOException {
          long next = at;
          int end = bytes.limit();
          while (bytes.position() < end) {
            bytes.limit(Math.min(end, bytes.position() + PIECE_BYTES));
            next += to.write(bytes, next);
            Courtesy.giveWay();
          }
        }

        @Override
        public boolean isOneName(Path folder, String one, String other) throws IOException {
          Path probe = Files.createTempDirectory(folder, "names");
          try {
            Files.createFile(probe.resolve(one));
            return Files.exists(probe.resolve(other), LinkOption.NOFOLLOW_LINKS);
          } finally {
            PartFolder.delete(probe);
          }
        }
      };

  /** Bytes that may still be written in a folder, which exists. */
  long freeBytes(Path folder) throws IOException;

  /** Writes all of the bytes. */
  void write(FileChannel to, ByteBuffer bytes, long at) throws IOException;

  /** Whether two names are of one file in a folder, which exists. */
  boolean isOneName(Path folder, String one, String other) throws IOException;
}
