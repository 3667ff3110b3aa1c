package io.weft.node.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.netif.InterfaceKind;
import io.weft.node.session.HandMade.Wire;
import io.weft.transport.Transport;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Links that promise to be better than they are, and peers that say so. */
class LyingLinkTest {

  private static final Medium HONEST = new Medium(InterfaceKind.ETHERNET, "eth0", 1_000);
  private static final Medium CLAIMED = new Medium(InterfaceKind.THUNDERBOLT, "tb0", 40_000);

  private static final Duration BEAT = Duration.ofSeconds(1);

  private final HandMade made = new HandMade();

  private void beat(Wire... wires) {
    made.pass(BEAT.plusMillis(100));
    for (Wire wire : wires) {
      assertThat(wire.link.pulse().due(made.now.get(), BEAT, true)).isTrue();
      wire.link.sendHeartbeat();
    }
  }

  @Test
  void aWayThatIsSlowerThanItsKindIsLeftForAnHonestOne() {
    Wire liar = made.new Wire(CLAIMED, Integer.MIN_VALUE);
    Wire honest = made.new Wire(HONEST, Transport.USUAL_COST);
    liar.answerAfter(Duration.ofMillis(2));
    honest.answerAfter(Duration.ofMillis(2));
    assertThat(made.used()).isEqualTo("tb0");

    for (int i = 0; i < 5; i++) {
      beat(liar, honest);
      honest.answerAfter(Duration.ofMillis(1));
      liar.answerAfter(Duration.ofSeconds(2));
    }

    assertThat(made.used()).isEqualTo("eth0");
    assertThat(made.moves).endsWith("eth0");
  }

  @Test
  void answersThatNobodyAskedForProveNothingAndMakeNoWayFaster() {
    Wire honest = made.new Wire(HONEST, Transport.USUAL_COST);
    honest.answerAfter(Duration.ofMillis(1));
    Wire liar = made.new Wire(CLAIMED, Transport.USUAL_COST);

    liar.answer(made.now.get() - 2);
    liar.answer(made.now.get() + Duration.ofHours(1).toNanos());
    liar.answer(Long.MIN_VALUE);
    liar.answer(0);

    assertThat(liar.link.proven()).isFalse();
    assertThat(liar.link.roundTrip()).isEmpty();
    assertThat(made.used()).isEqualTo("eth0");
  }

  @Test
  void anAnswerCountsOnce() {
    Wire liar = made.new Wire(CLAIMED, Transport.USUAL_COST);
    long stamp = liar.answerAfter(Duration.ofMillis(80));
    made.pass(Duration.ofSeconds(9));

    liar.answer(stamp);

    assertThat(liar.link.roundTrip()).contains(Duration.ofMillis(80));
  }
}
