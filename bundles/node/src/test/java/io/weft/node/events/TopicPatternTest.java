package io.weft.node.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicPatternTest {

  @ParameterizedTest
  @CsvSource({
    "a, a, true",
    "a, b, false",
    "a, a/b, false",
    "a/b, a, false",
    "*, a, true",
    "*, a/b, false",
    "a/*, a/b, true",
    "a/*, a, false",
    "a/*, a/b/c, false",
    "a/*/c, a/b/c, true",
    "a/*/c, a/b/d, false",
    "**, a, true",
    "**, a/b/c, true",
    "a/**, a, true",
    "a/**, a/b/c, true",
    "a/**, b, false",
    "a/**, ab, false",
    "a/*/**, a, false",
    "a/*/**, a/b, true",
  })
  void aPatternMatchesByItsSegments(String pattern, String topic, boolean matches) {
    assertThat(TopicPattern.of(pattern).matches(topic)).isEqualTo(matches);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "a/", "/a", "a//b", "**/a", "a*", "*b", "a/***"})
  void otherPatternsAreRefused(String pattern) {
    assertThatThrownBy(() -> TopicPattern.of(pattern)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "*", "a/*", "a/**", "a//b", "a\nb"})
  void topicsHaveNoWildcardsAndNoEmptySegments(String topic) {
    assertThatThrownBy(() -> TopicPattern.checkTopic(topic))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
