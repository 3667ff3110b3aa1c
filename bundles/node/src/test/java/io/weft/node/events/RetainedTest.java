package io.weft.node.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.events.EventException;
import io.weft.node.NodeId;
import io.weft.node.payload.Codecs;
import org.junit.jupiter.api.Test;

class RetainedTest {
  private static final NodeId SELF = new NodeId("a".repeat(NodeId.LENGTH));

  private final Retained retained = new Retained(3, 100);

  private void keep(String topic, int bytes) {
    retained.reserve(topic, bytes);
    LocalEvent event = new LocalEvent(new Codecs(), "v", topic, SELF, 1, "", false);
    retained.put(new Retained.Value(event, null, new byte[bytes], 0));
  }

  @Test
  void moreTopicsThanTheLimitAreRefusedAndTheOthersStay() {
    keep("a", 1);
    keep("b", 1);
    keep("c", 1);

    assertThatThrownBy(() -> keep("d", 1))
        .isInstanceOf(EventException.class)
        .hasMessageContaining("d is not retained")
        .hasMessageContaining("3 topics");
    keep("c", 2);
    assertThat(retained.topics(TopicPattern.of("**"))).containsExactlyInAnyOrder("a", "b", "c");
  }

  @Test
  void moreBytesThanTheLimitAreRefused() {
    keep("a", 60);

    assertThatThrownBy(() -> keep("b", 60))
        .isInstanceOf(EventException.class)
        .hasMessageContaining("(100)");
    keep("a", 90);
  }

  @Test
  void whatIsClearedMakesRoom() {
    keep("a", 90);
    retained.clear("a");
    retained.clear("never");
    keep("b", 90);

    assertThat(retained.topics(TopicPattern.of("*"))).containsExactly("b");
  }

  @Test
  void aMillionRetainedTopicsAreBounded() {
    Retained node = new Retained();
    int refused = 0;
    for (int i = 0; i < 1_000_000; i++) {
      try {
        node.reserve("t/" + i, 8);
        LocalEvent event = new LocalEvent(new Codecs(), "v", "t/" + i, SELF, 1, "", false);
        node.put(new Retained.Value(event, null, new byte[8], 0));
      } catch (EventException e) {
        refused++;
        if (refused == 100) {
          break; // all the others are refused likewise
        }
      }
    }

    assertThat(refused).isEqualTo(100);
    assertThat(node.topics(TopicPattern.of("**"))).hasSize(Retained.MAX_TOPICS);
  }
}
