package io.weft.node.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TopicTreeTest {
  private static final long SEED = 4711;

  private final TopicTree<String> tree = new TopicTree<>();
  private final Random random = new Random(SEED);

  private List<String> match(String topic) {
    List<String> found = new ArrayList<>();
    tree.match(topic, found::add);
    return found.stream().sorted().toList();
  }

  private void add(String... patterns) {
    for (String pattern : patterns) {
      tree.add(TopicPattern.of(pattern), pattern);
    }
  }

  @Test
  void findsThePatternsThatStandForATopic() {
    add("a", "a/b", "a/*", "*/b", "a/**", "**", "*", "a/b/**", "a/b/c");

    assertThat(match("a/b")).containsExactlyInAnyOrder("**", "*/b", "a/**", "a/*", "a/b", "a/b/**");
    assertThat(match("a")).containsExactlyInAnyOrder("*", "**", "a", "a/**");
    assertThat(match("x/y/z")).containsExactly("**");
  }

  @Test
  void wildcardsAtTheBeginningLeaveTheNodesOwnTopicsAlone() {
    add("**", "*/a", "$dead/**", "$dead/*");

    assertThat(match("$dead/a")).containsExactly("$dead/*", "$dead/**");
  }

  @Test
  void agreesWithEachPatternAskedByItself() {
    List<String> patterns = IntStream.range(0, 400).mapToObj(i -> text(true)).toList();
    new TreeSet<>(patterns).forEach(this::add);

    for (int i = 0; i < 2000; i++) {
      String topic = text(false);

      assertThat(match(topic))
          .as("topic %s, seed %s", topic, SEED)
          .isEqualTo(
              new TreeSet<>(patterns)
                  .stream().filter(each -> TopicPattern.of(each).matches(topic)).toList());
    }
  }

  @Test
  void whatIsTakenAwayIsNotFoundAndLeavesNothing() {
    List<String> patterns =
        new ArrayList<>(IntStream.range(0, 200).mapToObj(i -> text(true)).toList());
    patterns.forEach(this::add);

    patterns.forEach(each -> tree.remove(TopicPattern.of(each), each));
    tree.remove(TopicPattern.of("never/there"), "never/there");

    for (int i = 0; i < 200; i++) {
      assertThat(match(text(false))).isEmpty();
    }
    assertThat(tree.isEmpty()).isTrue();
  }

  @Test
  void tenThousandWildcardsCostAFewMicrosecondsAMatch() {
    for (int i = 0; i < 10_000; i++) {
      tree.add(TopicPattern.of("site/" + i % 100 + "/*/sensor" + i / 100 + "/**"), "v" + i);
    }
    String[] topics =
        IntStream.range(0, 1000)
            .mapToObj(i -> "site/" + i % 100 + "/room/sensor" + i % 97 + "/celsius")
            .toArray(String[]::new);
    long[] found = new long[1];
    long best = Long.MAX_VALUE;
    for (int round = 0; round < 60; round++) {
      long begin = System.nanoTime();
      for (String topic : topics) {
        tree.match(topic, value -> found[0]++);
      }
      best = Math.min(best, (System.nanoTime() - begin) / topics.length);
    }

    System.out.println("10,000 subscriptions with wildcards: " + best + " ns a match");
    assertThat(found[0]).isEqualTo(60L * topics.length);
    assertThat(best).as("nanoseconds a match, goal 2,000").isLessThan(20_000);
  }

  @Test
  void topicsAndPatternsOfTenKilobytesAreRefused() {
    String long10k = "a/".repeat(5_000) + "b";

    assertThatThrownBy(() -> TopicPattern.of(long10k)).hasMessageContaining("10001 bytes");
    assertThatThrownBy(() -> TopicPattern.checkTopic(long10k)).hasMessageContaining("1 to 500");
  }

  @Test
  void topicsOfAnyCharactersAreFineAndMalformedOnesSayWhatIsWrong() {
    for (String topic : List.of("a", "a/b c~", "münchen/wärme", "a/" + "é".repeat(249), "$x")) {
      assertThat(TopicPattern.checkTopic(topic)).isEqualTo(topic);
    }
    for (String topic : List.of("", "/", "a/", "/a", "a//b", "a*", "a/*", "a\n", "é\u007f", "\t")) {
      assertThatThrownBy(() -> TopicPattern.checkTopic(topic))
          .as("topic %s", topic)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("topic");
    }
    assertThatThrownBy(() -> TopicPattern.checkTopic("a/" + "é".repeat(250)))
        .hasMessageContaining("502 bytes");
  }

  @Test
  void malformedPatternsSayWhatIsWrong() {
    for (String pattern : List.of("", "/", "a//b", "a/b*", "**/a", "a/***", "a/\u0000")) {
      assertThatThrownBy(() -> TopicPattern.of(pattern))
          .as("pattern %s", pattern)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("topic pattern");
    }
  }

  /** Few words, so that they meet. */
  private String text(boolean wild) {
    StringBuilder text = new StringBuilder();
    int segments = 1 + random.nextInt(4);
    for (int i = 0; i < segments; i++) {
      text.append(i == 0 ? "" : "/");
      int word = random.nextInt(wild ? 5 : 3);
      boolean last = i == segments - 1;
      text.append(word < 3 ? String.valueOf((char) ('a' + word)) : word == 3 || !last ? "*" : "**");
    }
    return text.toString();
  }
}
