package io.weft.node.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.node.NodeId;
import io.weft.testkit.BareLink;
import io.weft.testkit.ManualClock;
import io.weft.transport.Frame;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class LimitsTest {
  private static final NodeId PEER = new NodeId("a".repeat(NodeId.LENGTH));
  private static final int FRAMES = 1_000;

  private final ManualClock clock = new ManualClock();
  private final Limits limits = new Limits(small(), clock);
  private final Resting link = new Resting();
  private final List<String> deeds = new ArrayList<>();

  private static LimitValues small() {
    return new LimitValues(1, 1, 1, 1, 1, 1, 1, 1, 1, FRAMES, 10, 4);
  }

  private static final class Resting extends BareLink {
    final List<Duration> rests = new ArrayList<>();

    Resting() {
      super(URI.create("test:there"));
    }

    @Override
    public void send(Frame frame) {}

    @Override
    public void close() {}

    @Override
    public void rest(Duration howLong) {
      rests.add(howLong);
    }
  }

  @Test
  void framesWithinTheLimitPassAndBeyondItTheLinkRests() {
    PeerLimits peer = limits.of(PEER);
    for (int i = 0; i < FRAMES / 50; i++) {
      peer.frames(link, 50);
    }
    assertThat(link.rests).isEmpty();

    peer.frames(link, 50);
    assertThat(link.rests).containsExactly(Duration.ofMillis(50));
    peer.frames(link, 50);
    assertThat(link.rests.get(1)).as("it owes those before, too").isEqualTo(Duration.ofMillis(100));
    assertThat(limits.refusals().of(Reason.FRAMES_A_SECOND)).isEqualTo(2);

    clock.advance(Duration.ofSeconds(1));
    peer.frames(link, 50);
    assertThat(link.rests).hasSize(2);
  }

  @Test
  void restsAreShortAndTheDebtIsBounded() {
    PeerLimits peer = limits.of(PEER);
    for (int i = 0; i < 1_000; i++) {
      peer.frames(link, 50);
    }
    assertThat(link.rests).allMatch(rest -> rest.compareTo(Duration.ofMillis(200)) <= 0);
    clock.advance(Duration.ofSeconds(2));
    link.rests.clear();
    peer.frames(link, 50);
    assertThat(link.rests).isEmpty();
  }

  @Test
  void allLinksOfAPeerShareItsLimitAndNobodyElseDoes() {
    limits.of(PEER).frames(link, FRAMES);
    limits.of(PEER).frames(link, 50);
    assertThat(link.rests).hasSize(1);
    limits.of(new NodeId("b".repeat(NodeId.LENGTH - 1) + "a")).frames(link, FRAMES);
    assertThat(link.rests).hasSize(1);
  }

  @Test
  void requestsBeyondTheLimitAreNotAllowed() {
    PeerLimits peer = limits.of(PEER);
    assertThat(peer.allows(4)).isTrue();
    assertThat(peer.allows(5)).isFalse();
    assertThat(limits.refusals().of(Reason.REQUESTS_PER_PEER)).isEqualTo(1);
  }

  @Test
  void floodIsToldOnceASecond() {
    limits.whenFlooded((peer, limit) -> deeds.add(peer.shortText() + " " + limit));
    PeerLimits peer = limits.of(PEER);
    for (int i = 0; i < 100; i++) {
      peer.allows(5);
    }
    assertThat(deeds).containsExactly(PEER.shortText() + " requests-per-peer");
    clock.advance(Duration.ofSeconds(1));
    peer.allows(5);
    assertThat(deeds).hasSize(2);
    assertThat(limits.refusals().of(Reason.REQUESTS_PER_PEER)).isEqualTo(101);
  }

  @Test
  void eachSourceOfDiscoveryHasItsOwnLimit() {
    BooleanSupplier multicast = limits.sightings("multicast");
    BooleanSupplier mdns = limits.sightings("mdns");
    int seen = 0;
    for (int i = 0; i < 1_000; i++) {
      seen += multicast.getAsBoolean() ? 1 : 0;
    }
    assertThat(seen).isEqualTo(10);
    assertThat(mdns.getAsBoolean()).isTrue();
    clock.advance(Duration.ofMillis(100));
    assertThat(multicast.getAsBoolean()).isTrue();
    assertThat(multicast.getAsBoolean()).isFalse();
    assertThat(limits.refusals().of(Reason.DISCOVERY_PACKETS_A_SECOND)).isEqualTo(991);
  }

  @Test
  void valueOutOfRangeIsNamedWithItsRange() {
    assertThatThrownBy(() -> new LimitValues(1, 1, 1, 1, 1, 1, 1, 1, 1, 999, 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("frames_a_second is 999 (1000 to 1000000000)");
  }
}
