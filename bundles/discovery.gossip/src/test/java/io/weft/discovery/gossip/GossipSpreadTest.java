package io.weft.discovery.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Networks of some size in simulated time; {@code itests/bench/run gossip} measures large ones. */
class GossipSpreadTest {

  /** Whoever was left out of the news hears of them in its own next conversation. */
  private static final Duration SOON = Duration.ofSeconds(12);

  private static final GossipModel.Setting FEW = new GossipModel.Setting(100, 50, 16, 1);

  @Test
  void bytesOfANodeDoNotGrowWithTheNetwork() {
    double few = idle(FEW);
    double many = idle(new GossipModel.Setting(1_000, 50, 16, 1));
    assertThat(many).as("bytes a minute of 1,000; of 100: %s", few).isLessThan(1.5 * few);
    assertThat(many).as("a discovery source may cost 100 bytes a second").isLessThan(6_000);
  }

  private static double idle(GossipModel.Setting setting) {
    GossipModel model = new GossipModel(setting);
    model.pass(Duration.ofMinutes(4)); // the first roll call is over
    double bytes = model.measure(Duration.ofMinutes(10)).bytes();
    assertThat(model.missing()).isZero();
    return bytes;
  }

  @Test
  void newNodeIsKnownEverywhereInSeconds() {
    GossipModel model = new GossipModel(FEW);
    model.pass(Duration.ofMinutes(4));

    model.join(false);
    model.pass(SOON);

    assertThat(model.missing()).isZero();
    assertThat(median(model)).isLessThan(Duration.ofSeconds(2));
  }

  @Test
  void newcomerLearnsOfEverybodyInSeconds() {
    GossipModel model = new GossipModel(FEW);
    model.pass(Duration.ofMinutes(4));

    model.join(true);
    model.pass(SOON);

    assertThat(model.missing()).isZero();
  }

  @Test
  void nodeThatSaysGoodbyeIsGoneEverywhereInSeconds() {
    GossipModel model = new GossipModel(FEW);
    model.pass(Duration.ofMinutes(4));

    model.end(false, true);
    model.pass(SOON);

    assertThat(model.ghosts()).isZero();
    assertThat(median(model)).isLessThan(Duration.ofSeconds(2));
  }

  @Test
  void killedNodeIsGoneEverywhereWithinItsLease() {
    GossipModel model = new GossipModel(FEW);
    model.pass(Duration.ofMinutes(4));

    model.end(false, false);
    model.pass(Members.LEASE);

    assertThat(model.ghosts()).isZero();
    assertThat(model.missing()).isZero();
  }

  @Test
  void nodesThatDieWithAllWhoKnewThemAreGoneWithinTheirLease() {
    GossipModel model = new GossipModel(FEW);
    model.pass(Duration.ofMinutes(4));

    model.endUnseen();
    model.pass(Members.LEASE);

    assertThat(model.ghosts()).isZero();
  }

  @Test
  void everybodyIsKnownAndNoGhostIsLeftAfterMuchComingAndGoing() {
    GossipModel model = new GossipModel(FEW);
    model.pass(Duration.ofMinutes(4));

    model.churn(0.05, Duration.ofMinutes(4));
    model.pass(Duration.ofMinutes(4).plus(Members.LEASE));

    assertThat(model.complaints()).isEmpty();

    assertThat(model.ghosts()).isZero();
    assertThat(model.missing()).isZero();
  }

  private static Duration median(GossipModel model) {
    List<Duration> all = model.heardAfter();
    return all.get(all.size() / 2);
  }
}
