package io.weft.files.receive;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.files.folder.Plan;
import io.weft.files.wire.Chunk;
import io.weft.files.wire.Entry;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LargePartTest {
  private static final int CHUNK = 1 << 20;

  /** The chunks above offsets of 2^31 and 2^32 bytes, and the last one of a tebibyte. */
  @Test
  void chunksOfATebibyteAreWrittenWhereTheyBelong(@TempDir Path folder) throws IOException {
    Entry disk = new Entry(false, "disk", (1L << 40) - 5, 5, 6, -1);
    Plan plan = Plan.of(List.of(disk), CHUNK);
    int[] chunks = {0, 1 << 11, 1 << 12, plan.chunks() - 1};
    try (PartFolder part = PartFolder.open(folder, plan, Disk.SYSTEM)) {
      for (int each : chunks) {
        ByteBuffer message = ByteBuffer.allocate(Chunk.HEAD + plan.length(each));
        message.put(Chunk.HEAD, (byte) (each + 7));
        part.write(each, Chunk.seal(message, plan.length(each)));
      }
    }
    try (PartFolder again = PartFolder.open(folder, plan, Disk.SYSTEM);
        RandomAccessFile file = new RandomAccessFile(again.file(disk).toFile(), "r")) {
      assertThat(file.length()).isEqualTo(disk.size());
      assertThat(again.count()).isEqualTo(chunks.length);
      for (int each : chunks) {
        assertThat(again.has(each)).isTrue();
        file.seek((long) each * CHUNK);
        assertThat((byte) file.read()).as("of chunk %s", each).isEqualTo((byte) (each + 7));
      }
    }
  }
}
