package io.weft.files.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.files.wire.Entry;
import io.weft.files.wire.Region;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PlanTest {
  private static final int CHUNK = 1000;

  private static Entry file(String path, long size) {
    return new Entry(false, path, size, 5, 6, -1);
  }

  @Test
  void everyByteIsInOneChunk() throws IOException {
    Random random = new Random(4);
    for (int round = 0; round < 50; round++) {
      List<Entry> entries = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        long size = random.nextBoolean() ? random.nextInt(600) : random.nextInt(5000);
        entries.add(random.nextInt(9) == 0 ? folder("f" + i) : file("f" + i, size));
      }
      Plan plan = Plan.of(entries, CHUNK);
      Map<String, Long> covered = new HashMap<>();
      for (int chunk = 0; chunk < plan.chunks(); chunk++) {
        assertThat(plan.length(chunk)).isBetween(1, CHUNK);
        for (Region each : plan.regions(chunk)) {
          String path = each.file().path();
          assertThat(each.offset()).isEqualTo(covered.getOrDefault(path, 0L));
          covered.merge(path, (long) each.length(), Long::sum);
        }
      }
      for (Entry each : entries) {
        assertThat(covered.getOrDefault(each.path(), 0L)).isEqualTo(each.size());
      }
      assertThat(plan.bytes()).isEqualTo(entries.stream().mapToLong(Entry::size).sum());
    }
  }

  private static Entry folder(String path) {
    return new Entry(true, path, 0, 5, 0, -1);
  }

  @Test
  void aTebibyteIsNoTrouble() throws IOException {
    Plan plan = Plan.of(List.of(file("disk", 1L << 40)), 1 << 20);

    assertThat(plan.chunks()).isEqualTo(1 << 20);
    assertThat(plan.regions(plan.chunks() - 1).get(0).offset()).isEqualTo((1L << 40) - (1 << 20));
    assertThatThrownBy(() -> Plan.of(List.of(file("disk", 1L << 43)), 1 << 20))
        .hasMessageContaining("set a larger chunk_size_kib");
  }

  @Test
  void anotherSourceHasAnotherIdentity() throws IOException {
    Plan plan = Plan.of(List.of(file("a", 9)), CHUNK);

    assertThat(Plan.of(List.of(file("a", 9)), CHUNK).identity()).isEqualTo(plan.identity());
    for (Entry other :
        List.of(
            file("b", 9),
            file("a", 8),
            new Entry(false, "a", 9, 4, 6, -1),
            new Entry(false, "a", 9, 5, 7, -1))) {
      assertThat(Plan.of(List.of(other), CHUNK).identity()).isNotEqualTo(plan.identity());
    }
    assertThat(Plan.of(List.of(file("a", 9)), CHUNK + 1).identity()).isNotEqualTo(plan.identity());
    assertThat(Plan.ofRange(file("a", 9), CHUNK, 1, 0).identity()).isNotEqualTo(plan.identity());
  }

  @Test
  void namesOfWindowsAreLookedAtThere() {
    for (String name : List.of("con", "AUX.txt", "a/nul", "ends.", "blank ", "what?", "ab:c")) {
      assertThat(SafeName.fault(name, true)).as(name).isPresent();
      assertThat(SafeName.fault(name, false)).as(name).isEmpty();
    }
    for (String name :
        List.of("../a", "a\\b", "c:x", "x".repeat(256), "ü".repeat(128), "a\u0007")) {
      assertThat(SafeName.fault(name, false)).as(name).isPresent();
    }
    assertThat(SafeName.fault("a/".repeat(101) + "b", false)).isPresent();
    assertThat(SafeName.fault("ü".repeat(127) + "/" + "x".repeat(255), false)).isEmpty();
  }
}
