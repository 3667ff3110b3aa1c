package io.weft.discovery.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.testkit.FixedSelf;
import io.weft.testkit.TestNetwork;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BitsTest {
  private final Random random = new Random(1);

  @Test
  void whatIsThereIsFoundAndLittleElse() {
    for (int size : new int[] {1, 10, 1000, 3000}) {
      List<Long> keys = random.longs(size).boxed().toList();
      Bits bits = Bits.of(keys, random);
      assertThat(bits.bytes().length).isLessThanOrEqualTo(Bits.MAX_BYTES);
      assertThat(keys).allMatch(bits::has);
      long wrong = random.longs(10_000).filter(bits::has).count();
      assertThat(wrong).as("of 10,000 with %d", size).isLessThan(300);
    }
  }

  /** In small networks each node that is not told is a large part of all. */
  @Test
  void ofFewRecordsHardlyAnythingElseSeemsToBeThere() {
    for (int size = 1; size <= 5; size++) {
      int wrong = 0;
      for (int i = 0; i < 2_000; i++) { // another filter each time: one may be unlucky
        wrong +=
            Bits.of(random.longs(size).boxed().toList(), random).has(random.nextLong()) ? 1 : 0;
      }
      assertThat(wrong).as("of 2,000 with %d", size).isLessThan(6);
    }
  }

  @Test
  void whatSeemsToBeThereIsSomethingElseNextTime() {
    List<Long> many = random.longs(10_000).boxed().toList();
    long[] others = random.longs(1000).toArray();
    Bits one = Bits.of(many, random);
    Bits next = Bits.of(many, random);
    assertThat(one.bytes()).hasSize(Bits.MAX_BYTES);
    long hidden = LongStream.of(others).filter(one::has).count();
    long hiddenTwice = LongStream.of(others).filter(one::has).filter(next::has).count();
    assertThat(hidden).isBetween(100L, 400L);
    assertThat(hiddenTwice).isLessThan(hidden / 2);
  }

  @Test
  void whoHasNothingHasNothing() {
    assertThat(Bits.of(List.of(), random).has(1)).isFalse();
  }

  @Test
  void newRecordOfANodeHasAnotherKey() {
    FixedSelf ann = new TestNetwork("blue").node("ann");
    long before = Bits.key(ann.record());
    ann.roles("gpu");
    assertThat(Bits.key(ann.record())).isNotEqualTo(before);
    assertThat(Bits.key(ann.record())).isEqualTo(Bits.key(ann.id(), ann.record().sequence()));
  }
}
