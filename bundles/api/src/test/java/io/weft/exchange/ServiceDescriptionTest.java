package io.weft.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceDescriptionTest {

  private static ServiceDescription at(String path, String... actions) {
    return new ServiceDescription(path, "1.0.0", "", Set.of(actions), List.of());
  }

  @ParameterizedTest
  @ValueSource(strings = {"hello", "user/auth", "a.b-c_d/1"})
  void pathsOfSegmentsAreTaken(String path) {
    assertThat(at(path, "do").path()).isEqualTo(path);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/a", "a/", "a//b", "a b", "a/*", "ä"})
  void otherPathsAreRefusedAndShown(String path) {
    assertThatThrownBy(() -> at(path, "do"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"" + path + "\"");
  }

  @Test
  void pathsAndActionsHaveALimit() {
    assertThatThrownBy(() -> at("a".repeat(ServiceDescription.MAX_PATH_LENGTH + 1), "do"))
        .hasMessageContaining(Integer.toString(ServiceDescription.MAX_PATH_LENGTH));
    assertThatThrownBy(() -> at("a", "b".repeat(ServiceDescription.MAX_ACTION_LENGTH + 1)))
        .hasMessageContaining(Integer.toString(ServiceDescription.MAX_ACTION_LENGTH));
  }

  @Test
  void collectionsAreCopied() {
    Set<String> actions = new HashSet<>(Set.of("one"));
    ServiceDescription description = new ServiceDescription("p", "1.0.0", "", actions, List.of());
    actions.add("two");

    assertThat(description.actions()).containsExactly("one");
  }

  @Test
  void whatMayRunTwiceIsAmongTheActions() {
    assertThatThrownBy(
            () ->
                new ServiceDescription(
                    "p", "1.0.0", "", Set.of("get"), List.of(), Set.of("put"), ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("idempotent action \"put\" of service p is none of its actions");
    assertThatThrownBy(
            () ->
                new ServiceDescription(
                    "p", "1.0.0", "", Set.of("get"), List.of(), Set.of(), "two words"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("balancer \"two words\" of service p (");
  }
}
