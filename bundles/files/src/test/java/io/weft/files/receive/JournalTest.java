package io.weft.files.receive;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.files.wire.Digest;
import io.weft.files.wire.DigestList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  private static final Digest IDENTITY = new Digest(1, 2);
  private static final int CHUNKS = 80;
  private static final String BOOT = "this run";

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void file() {
    file = folder.resolve("journal");
  }

  private Journal open(String boot) throws IOException {
    return Journal.open(file, IDENTITY, CHUNKS, boot);
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
    try (Journal journal = open(BOOT)) {
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
      try (Journal journal = open(BOOT)) {
        assertThat(count(journal.chunks())).as("cut at %s", cut).isEqualTo(complete);
        journal.chunk(5, digest(5), false); // it goes on after the cut
      }
      try (Journal journal = open(BOOT)) {
        assertThat(journal.chunks().has(5)).isTrue();
      }
    }
  }

  @Test
  void noiseIsNeverTakenForChunks() throws IOException {
    Random random = new Random(1);
    try (Journal journal = open(BOOT)) {
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
      try (Journal journal = open(BOOT)) {
        for (int i = 0; i < CHUNKS; i++) {
          assertThat(journal.chunks().has(i) && i >= 20).isFalse();
        }
        assertThat(count(journal.chunks())).isLessThan(20);
      }
    }
  }

  @Test
  void afterTheMachineCrashedOnlyWhatWasForcedCounts() throws IOException {
    try (Journal journal = open(BOOT)) {
      journal.chunk(1, digest(1), false);
      journal.synced();
      journal.chunk(2, digest(2), false);
      journal.chunk(4, digest(4), true);
      journal.synced();
      journal.chunk(5, digest(5), false);
    }
    try (Journal journal = open(BOOT)) {
      assertThat(count(journal.chunks())).isEqualTo(4);
    }
    try (Journal journal = open("the next run")) {
      assertThat(journal.chunks().has(1)).isTrue();
      assertThat(journal.chunks().has(2)).isTrue();
      assertThat(journal.chunks().has(4)).as("loose").isFalse();
      assertThat(journal.chunks().has(5)).isFalse();
      journal.chunk(3, digest(3), false);
    }
    try (Journal journal = open("")) {
      assertThat(count(journal.chunks())).isEqualTo(2);
    }
    try (Journal journal = open("the next run")) {
      assertThat(journal.chunks().has(3)).isTrue();
      assertThat(journal.chunks().has(5)).isFalse();
    }
  }

  @Test
  void anotherSourceBeginsAnew() throws IOException {
    try (Journal journal = open(BOOT)) {
      journal.chunk(1, digest(1), false);
      journal.landing("a", "b");
    }
    try (Journal journal = Journal.open(file, new Digest(7, 7), CHUNKS, BOOT)) {
      assertThat(count(journal.chunks())).isZero();
      assertThat(journal.landing("a")).isEmpty();
    }
  }
}
