package io.weft.node.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.node.NodeId;
import io.weft.node.payload.Codecs;
import io.weft.node.wire.ContentType;
import io.weft.node.wire.EventHead;
import io.weft.node.wire.MessageReader;
import io.weft.node.wire.RawNodeId;
import io.weft.node.wire.WireException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ArrivingTest {
  private static final NodeId PUBLISHER = new NodeId("b".repeat(NodeId.LENGTH - 1) + "a");

  private final List<String> got = new ArrayList<>();
  private final Arriving topic =
      new Arriving(
          PUBLISHER,
          1,
          "t",
          (from, event, gap) -> got.add(event.sequence() + (gap > 0 ? " after " + gap : "")));
  private long now;

  private static RemoteEvent event(long sequence, int bytes) {
    EventHead head =
        EventHead.plain(
            "t".getBytes(StandardCharsets.UTF_8),
            RawNodeId.of(PUBLISHER),
            sequence,
            ContentType.BYTES);
    ByteBuffer frame = ByteBuffer.allocate(head.size(bytes));
    head.write(frame, bytes);
    frame.position(0).limit(frame.capacity());
    MessageReader reader = new MessageReader();
    try {
      reader.read(frame);
    } catch (WireException e) {
      throw new AssertionError(e);
    }
    return new RemoteEvent(new Codecs(), reader, "t", PUBLISHER, null);
  }

  private void arrive(long... sequences) {
    for (long each : sequences) {
      topic.take(event(each, 1), true, now);
    }
  }

  @Test
  void eachIsHandedOverOnceThoughItComesOnSeveralWays() {
    arrive(1, 1, 2, 1, 2, 3, 3);

    assertThat(got).containsExactly("1", "2", "3");
  }

  @Test
  void theFirstMayHaveAnyNumber() {
    arrive(257, 258);

    assertThat(got).containsExactly("257", "258");
  }

  @Test
  void theVeryFirstMayBeOvertaken() {
    arrive(2, 3, 1, 4);

    assertThat(got).containsExactly("1", "2", "3", "4");
  }

  @Test
  void whoComesToATopicThatIsYoungWaitsAMomentAndHasMissedNothing() {
    arrive(5);
    assertThat(got).isEmpty();
    now += Arriving.WAIT_NANOS;

    topic.look(now);
    arrive(6);

    assertThat(got).containsExactly("5", "6");
  }

  @Test
  void oneThatOvertakesWaitsForThoseBeforeIt() {
    arrive(1, 4, 3, 2, 5);

    assertThat(got).containsExactly("1", "2", "3", "4", "5");
  }

  @Test
  void afterAWhileItGoesOnAndSaysHowManyAreMissing() {
    arrive(1, 4, 5, 8);
    now += Arriving.WAIT_NANOS - 1;
    assertThat(topic.look(now)).isTrue();
    assertThat(got).containsExactly("1");

    now += 1;
    assertThat(topic.look(now)).isFalse();

    assertThat(got).containsExactly("1", "4 after 2", "5", "8 after 2");
  }

  @Test
  void oneThatIsTooLateForItsPlaceComesAllTheSameAndOnce() {
    arrive(1, 3);
    now += Arriving.WAIT_NANOS;
    topic.look(now);

    arrive(2, 2, 4);

    assertThat(got).containsExactly("1", "3 after 1", "2", "4");
  }

  @Test
  void nobodyWaitsForWhatNobodyWouldMiss() {
    arrive(1);

    topic.take(event(9, 1), false, now);

    assertThat(got).containsExactly("1", "9");
  }

  @Test
  void howManyMayWaitIsBounded() {
    arrive(1);
    for (int i = 0; i < 300; i++) {
      arrive(10 + i);
    }

    assertThat(got).hasSizeGreaterThan(250);
  }

  @Test
  void theirBytesAreBounded() {
    arrive(1);
    for (int i = 0; i < 9; i++) {
      topic.take(event(10 + i, 1 << 20), true, now);
    }

    assertThat(got).hasSizeGreaterThan(5);
  }

  @Test
  void anyShuffleWithinTheBoundIsPutInOrder() {
    for (long seed = 0; seed < 50; seed++) {
      got.clear();
      Arriving fresh =
          new Arriving(
              PUBLISHER, 1, "t", (from, event, gap) -> got.add(event.sequence() + ":" + gap));
      List<Long> order = new ArrayList<>();
      for (long i = 2; i <= 200; i++) {
        order.add(i);
        order.add(i);
      }
      Collections.shuffle(order, new Random(seed));
      fresh.take(event(1, 1), true, now);

      order.forEach(each -> fresh.take(event(each, 1), true, now));

      List<String> expected = new ArrayList<>();
      for (long i = 1; i <= 200; i++) {
        expected.add(i + ":0");
      }
      assertThat(got).as("seed %s", seed).isEqualTo(expected);
    }
  }

  @Test
  void aSubscriptionThatHadTheLastValueDoesNotGetItAgain() {
    topic.replayed(5, 3);

    assertThat(topic.hadRetained(5, 3)).isTrue();
    assertThat(topic.hadRetained(5, 4)).isFalse();
    assertThat(topic.hadRetained(4, 4)).isTrue();
    assertThat(topic.hadRetained(6, 1)).isFalse();
  }
}
