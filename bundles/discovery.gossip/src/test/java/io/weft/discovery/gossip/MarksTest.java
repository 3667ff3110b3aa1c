package io.weft.discovery.gossip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.node.NodeId;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MarksTest {

  /** The same members for the same number; each n-th is present. */
  static Roster roster(int members, int presentEach) {
    Random random = new Random(1);
    Roster roster = new Roster();
    for (int i = 0; i < members; i++) {
      StringBuilder id = new StringBuilder();
      while (id.length() < NodeId.LENGTH - 1) {
        id.append("abcdefghijklmnopqrstuvwxyz234567".charAt(random.nextInt(32)));
      }
      Member member = new Member(new NodeId(id.append('a').toString()), i);
      member.present = i % presentEach == 0;
      roster.add(member);
    }
    return roster;
  }

  private static long present(Roster roster) {
    return roster.all().stream().filter(member -> member.present).count();
  }

  @Test
  void bothSidesKnowAfterwardsWhoHasAnsweredEither() throws Garbled {
    for (int members : new int[] {1, 60, 1_000, 10_000}) {
      Roster asker = roster(members, 2);
      Roster other = roster(members, 3);

      byte[] answer = Marks.merge(Marks.of(asker), other);
      Marks.merge(answer.length == 0 ? Marks.of(other) : answer, asker);

      assertThat(present(other)).isEqualTo((members + 1) / 2 + (members + 2) / 6);
      assertThat(present(asker)).isEqualTo(present(other));
    }
  }

  @Test
  void whoLacksNothingIsAnsweredNothing() throws Garbled {
    assertThat(Marks.merge(Marks.of(roster(500, 1)), roster(500, 7))).isEmpty();
  }

  @Test
  void partsThatDifferAreLeftOut() throws Garbled {
    Roster asker = roster(1_000, 1);
    Roster other = roster(999, 1_000);

    Marks.merge(Marks.of(asker), other);

    assertThat(present(other)).isBetween(900L, 998L); // one part of 16 is not agreed on
  }

  @Test
  void marksOfTenThousandAreSmall() {
    assertThat(Marks.of(roster(10_000, 2))).hasSizeLessThan(2_600);
    assertThat(Marks.of(roster(10_000, 1))).hasSizeLessThan(1_100);
  }

  @Test
  void bombIsRefused() {
    byte[] bomb = Squeeze.squeeze(new byte[1 << 20]);
    assertThat(bomb).hasSizeLessThan(Marks.MAX_BYTES);
    assertThatThrownBy(() -> Marks.merge(bomb, roster(10, 1)))
        .isInstanceOf(Garbled.class)
        .hasMessageContaining("more than 8192");
  }
}
