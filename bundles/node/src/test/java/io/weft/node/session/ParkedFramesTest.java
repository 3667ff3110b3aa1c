package io.weft.node.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.transport.Frame;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ParkedFramesTest {
  private final List<Frame> sent = new ArrayList<>();
  private boolean linked;
  private final ParkedFrames parked =
      new ParkedFrames(
          (frame, call) -> {
            if (linked) {
              sent.add(frame);
            }
            return linked;
          });

  private static Frame frame(int number) {
    return Frame.of(new byte[] {(byte) number});
  }

  @Test
  void whatWaitsLeavesInOrderWhenThereIsALink() {
    Frame one = frame(1);
    Frame two = frame(2);
    parked.add(one, null, 10);
    parked.add(two, null, 10);
    assertThat(sent).isEmpty();

    linked = true;
    parked.flush();

    assertThat(sent).containsExactly(one, two);
    assertThat(parked.isEmpty()).isTrue();
  }

  @Test
  void newcomersDoNotOvertake() {
    Frame one = frame(1);
    Frame two = frame(2);
    parked.add(one, null, 10);
    linked = true;
    parked.add(two, null, 10);
    assertThat(sent).isEmpty();

    parked.flush();

    assertThat(sent).containsExactly(one, two);
  }

  @Test
  void whatIsTooLateIsDropped() {
    Frame late = frame(1);
    Frame inTime = frame(2);
    parked.add(late, null, 10);
    parked.add(inTime, null, 30);
    parked.expire(20);
    linked = true;
    parked.flush();

    assertThat(sent).containsExactly(inTime);
  }

  @Test
  void thereIsABound() {
    for (int i = 0; i < ParkedFrames.MAX_FRAMES; i++) {
      assertThat(parked.add(frame(i), null, 10)).isTrue();
    }
    assertThat(parked.add(frame(0), null, 10)).isFalse();
  }
}
