package io.weft.files.receive;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.files.wire.Digest;
import io.weft.files.wire.DigestList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  private static final Digest IDENTITY = new Digest(1, 2);
  private static final int CHUNKS = 80;

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void file() {
    file = folder.resolve("journal");
  }

  private Journal open() throws IOException {
    return Journal.open(file, IDENTITY, CHUNKS);
  }

  private static Digest digest(int chunk) {
    return new Digest(chunk, ~chunk);
  }

  private static int count(DigestList chunks) {
    return chunks.count();
  }

  @Test
  void itsEndMayBeCutAtAnyByte() throws IOException {
    int[] ends = new int[CHUNKS];
    try (Journal journal = open()) {
      for (int i = 0; i < CHUNKS; i++) {
        journal.chunk((i * 7) % CHUNKS, digest((i * 7) % CHUNKS), i % 2 == 0);
        ends[i] = (int) Files.size(file);
        if (i == 40) {
          journal.synced();
        }
      }
      journal.landing("root", "root (2)");
    }
    byte[] whole = Files.readAllBytes(file);
    for (int cut = 0; cut <= whole.length; cut++) {
      Files.write(file, Arrays.copyOf(whole, cut));
      int complete = 0;
      while (complete < CHUNKS && ends[complete] <= cut) {
        complete++;
      }
      try (Journal journal = open()) {
        assertThat(count(journal.chunks())).as("cut at %s", cut).isEqualTo(complete);
        journal.chunk(5, digest(5), false); // it goes on after the cut
      }
      try (Journal journal = open()) {
        assertThat(journal.chunks().has(5)).isTrue();
      }
    }
  }

  @Test
  void noiseIsNeverTakenForChunks() throws IOException {
    Random random = new Random(1);
    try (Journal journal = open()) {
      for (int i = 0; i < 20; i++) {
        journal.chunk(i, digest(i), false);
      }
    }
    byte[] whole = Files.readAllBytes(file);
    for (int round = 0; round < 500; round++) {
      byte[] damaged = whole.clone();
      int at = random.nextInt(damaged.length);
      damaged[at] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, damaged);
      try (Journal journal = open()) {
        for (int i = 0; i < CHUNKS; i++) {
          assertThat(journal.chunks().has(i) && i >= 20).isFalse();
        }
        assertThat(count(journal.chunks())).isLessThan(20);
      }
    }
  }

  private static BitSet bits(int... bits) {
    BitSet set = new BitSet();
    Arrays.stream(bits).forEach(set::set);
    return set;
  }

  @Test
  void whatWasNotForcedIsDoubtful() throws IOException {
    try (Journal journal = open()) {
      journal.chunk(1, digest(1), false);
      journal.chunk(2, digest(2), true);
      assertThat(journal.doubtful()).isEqualTo(bits(1, 2));
      journal.synced();
      journal.chunk(3, digest(3), false);
      assertThat(journal.doubtful()).isEqualTo(bits(2, 3));
    }
    try (Journal journal = open()) {
      assertThat(journal.doubtful()).isEqualTo(bits(2, 3));
      assertThat(count(journal.chunks())).isEqualTo(3);
    }
  }

  @Test
  void whatIsNotThereStaysDroppedThoughAllElseIsForcedLater() throws IOException {
    try (Journal journal = open()) {
      journal.chunk(1, digest(1), false);
      journal.synced();
      for (int each : new int[] {2, 3, 4, 5}) {
        journal.chunk(each, digest(each), each > 3);
      }
      journal.drop(bits(2, 4));
      assertThat(count(journal.chunks())).isEqualTo(3);
      journal.synced();
    }
    try (Journal journal = open()) {
      assertThat(count(journal.chunks())).isEqualTo(3);
      for (int each : new int[] {1, 3, 5}) {
        assertThat(journal.chunks().get(each)).isEqualTo(digest(each));
      }
      assertThat(journal.doubtful()).isEqualTo(bits(5));
      journal.chunk(2, digest(2), false);
    }
    try (Journal journal = open()) {
      assertThat(journal.chunks().has(2)).isTrue();
    }
  }

  @Test
  void anotherSourceBeginsAnew() throws IOException {
    try (Journal journal = open()) {
      journal.chunk(1, digest(1), false);
      journal.landing("a", "b");
    }
    try (Journal journal = Journal.open(file, new Digest(7, 7), CHUNKS)) {
      assertThat(count(journal.chunks())).isZero();
      assertThat(journal.landing("a")).isEmpty();
    }
  }
}
