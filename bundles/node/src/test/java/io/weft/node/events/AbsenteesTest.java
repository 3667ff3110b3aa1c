package io.weft.node.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.node.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AbsenteesTest {
  private static final Duration REMEMBERED = Duration.ofSeconds(30);
  private static final NodeId ADA = node(1);
  private static final NodeId BOB = node(2);

  private final Absentees absentees = new Absentees();

  private static NodeId node(int number) {
    String digits = Integer.toString(number, 5).replace('0', 'z').replace('1', 'y');
    return new NodeId("a".repeat(NodeId.LENGTH - digits.length() - 1) + digits + "a");
  }

  private static NodeInterests listens(NodeId node, long epoch, String... patterns) {
    List<Interest> interests = new ArrayList<>();
    for (String each : patterns) {
      interests.add(new Interest(TopicPattern.of(each), "", false, 1));
    }
    return new NodeInterests(node, epoch, interests, Map.of(), true);
  }

  private List<NodeId> match(String topic) {
    List<NodeId> found = new ArrayList<>();
    absentees.match(topic, each -> found.add(each.node()));
    return found;
  }

  @Test
  void whatANodeListenedToIsRememberedForAWhile() {
    absentees.add(listens(ADA, 1, "orders/*", "news"), 0);
    absentees.add(listens(BOB, 1, "orders/**"), Duration.ofSeconds(10).toNanos());

    assertThat(match("orders/new")).containsExactlyInAnyOrder(ADA, BOB);
    assertThat(absentees.forgetOld(Duration.ofSeconds(29).toNanos(), REMEMBERED)).isTrue();
    assertThat(match("news")).containsExactly(ADA);

    assertThat(absentees.forgetOld(Duration.ofSeconds(30).toNanos(), REMEMBERED)).isTrue();
    assertThat(match("orders/new")).containsExactly(BOB);
    assertThat(absentees.forgetOld(Duration.ofSeconds(40).toNanos(), REMEMBERED)).isFalse();
    assertThat(match("orders/new")).isEmpty();
  }

  @Test
  void theSameProcessThatIsBackSpeaksForItselfAndANewOneDoesNotYet() {
    absentees.add(listens(ADA, 1, "orders/*"), 0);
    absentees.add(listens(BOB, 1, "orders/*"), 0);

    absentees.back(listens(ADA, 1));
    absentees.back(listens(BOB, 2));

    assertThat(match("orders/new")).containsExactly(BOB);
    assertThat(absentees.contains(ADA)).isFalse();
    assertThat(absentees.contains(BOB)).isTrue();
  }

  @Test
  void aProcessThatWentBeforeItHadSubscribedDoesNotSpeakForTheOneBefore() {
    absentees.add(listens(ADA, 1, "orders/*"), 0);

    absentees.add(listens(ADA, 2), 0);

    assertThat(match("orders/new")).containsExactly(ADA);
  }

  @Test
  void howMuchIsRememberedIsBounded() {
    String[] many = new String[10_000];
    for (int i = 0; i < many.length; i++) {
      many[i] = "orders/" + i;
    }
    for (int i = 1; i <= 6; i++) {
      absentees.add(listens(node(i), 1, many), 0);
    }

    assertThat(match("orders/7")).hasSize(5).doesNotContain(node(1)).contains(node(6));
    for (int i = 0; i < 3_000; i++) {
      absentees.add(listens(node(10 + i), 1, "news"), 0);
    }
    assertThat(match("news")).hasSize(2_000);
  }
}
