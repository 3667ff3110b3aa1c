package io.weft.node.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class TopicPatternFuzzTest {

  /** A line with a pattern and the rest, a topic: both from other nodes. */
  @MethodSource("pairs")
  @FuzzTest(maxDuration = "2s")
  void aPatternIsRefusedOrTheTreeAgreesWithIt(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    int line = Math.max(0, text.indexOf('\n'));
    try {
      TopicPattern pattern = TopicPattern.of(text.substring(0, line));
      String topic = TopicPattern.checkTopic(text.substring(Math.min(text.length(), line + 1)));
      TopicTree<TopicPattern> tree = new TopicTree<>();
      tree.add(pattern, pattern);
      List<TopicPattern> found = new ArrayList<>();
      tree.match(topic, found::add);
      assertThat(found.isEmpty()).isNotEqualTo(pattern.matches(topic));
      tree.remove(pattern, pattern);
      assertThat(tree.isEmpty()).isTrue();
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageContaining("topic");
    }
  }

  static Stream<byte[]> pairs() {
    return Stream.of("a/*/**\na/b/c", "**\n$dead/a", "*\na", "$dead/*\n$dead/x", "a//b\na")
        .map(each -> each.getBytes(StandardCharsets.UTF_8));
  }
}
