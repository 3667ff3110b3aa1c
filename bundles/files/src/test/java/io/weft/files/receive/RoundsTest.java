package io.weft.files.receive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RoundsTest {

  private static List<Integer> order(Rounds rounds) {
    List<Integer> order = new ArrayList<>();
    for (long step = 0; step < rounds.steps(); step++) {
      int chunk = rounds.chunk(step);
      if (chunk >= 0) {
        order.add(chunk);
      }
    }
    return order;
  }

  @Test
  void eachChunkHasItsTurnOnce() {
    for (int nodes : List.of(1, 2, 3, 7, 256)) {
      for (int chunks : List.of(0, 1, 2, 40, 257, 1000)) {
        for (int own = 0; own < nodes; own++) {
          List<Integer> order = order(new Rounds(own, nodes, chunks));
          Collections.sort(order);
          assertThat(order).isEqualTo(IntStream.range(0, chunks).boxed().toList());
        }
      }
    }
  }

  @Test
  void whoIsAloneAsksForOneAfterAnother() {
    assertThat(order(new Rounds(0, 1, 5))).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void whatIsOfOthersIsAskedForAfterTheyHaveAsked() {
    List<Integer> mine = order(new Rounds(0, 4, 400));
    List<Integer> theirs = order(new Rounds(1, 4, 400));

    for (int chunk = 1; chunk < 400; chunk += 4) {
      assertThat(theirs.indexOf(chunk)).isLessThan(mine.indexOf(chunk));
    }
  }
}
