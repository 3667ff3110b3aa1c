package io.weft.discovery.multicast;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.discovery.Query;
import io.weft.testkit.FixedSelf;
import io.weft.testkit.ManualClock;
import io.weft.testkit.TestNetwork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SpeakerTest {

  private static final Duration STEP = Duration.ofMillis(10);

  private final ManualClock clock = new ManualClock();
  private final FixedSelf ann = new TestNetwork("blue").node("ann");
  private final Speaker speaker = speaker();
  private Speaker.Surroundings around = new Speaker.Surroundings(1, 0, false);

  @Test
  void announcesThreeTimesInTheFirstHalfSecond() {
    assertThat(said(Duration.ofMillis(500)))
        .extracting(Message::kind)
        .containsExactly(Message.Kind.ANNOUNCE, Message.Kind.ANNOUNCE, Message.Kind.ANNOUNCE);
  }

  @Test
  void signsOfLifeFollowAtFirstSoonThenSeldom() {
    said(Duration.ofMillis(500));
    assertThat(said(Duration.ofSeconds(9)))
        .extracting(Message::kind)
        .containsExactly(Message.Kind.HEARTBEAT, Message.Kind.HEARTBEAT, Message.Kind.HEARTBEAT);
    said(Duration.ofSeconds(20));
    List<Message> said = said(Duration.ofMinutes(5));
    assertThat(said).hasSizeBetween(32, 37);
    assertThat(said).allMatch(m -> m.kind() == Message.Kind.HEARTBEAT);
    assertThat(said).allMatch(m -> m.pulse().orElseThrow().period().toSeconds() == 10);
  }

  @Test
  void allNodesOfASegmentTogetherSendOneSignOfLifeInTwoSeconds() {
    around = new Speaker.Surroundings(1, 49, false);
    said(Duration.ofMinutes(5));
    List<Message> said = said(Duration.ofMinutes(50));
    assertThat(said).hasSizeBetween(26, 31);
    assertThat(said).allMatch(m -> m.pulse().orElseThrow().period().toSeconds() == 123);
  }

  @Test
  void signOfLifeIsShort() {
    said(Duration.ofMillis(500));
    clock.advance(Duration.ofSeconds(2));
    assertThat(speaker.due(clock.getAsLong(), around).orElseThrow()).hasSizeBetween(150, 180);
  }

  @Test
  void thousandsOfNodesAreStillHeardWithinTheLongestPeriod() {
    assertThat(speaker.period(new Speaker.Surroundings(1, 4000, false)))
        .isEqualTo(Duration.ofSeconds(200));
  }

  @Test
  void manyInterfacesGetNoMoreInAll() {
    around = new Speaker.Surroundings(16, 0, false);
    said(Duration.ofMinutes(1));
    assertThat(said(Duration.ofMinutes(5)).size() * 16).isLessThan(2 * 300 / 4);
  }

  @Test
  void welcomeDoesNotMakeSignsOfLifeMoreFrequent() {
    said(Duration.ofMinutes(1));
    speaker.welcome(clock.getAsLong(), 0);
    List<Message> said = said(Duration.ofSeconds(30));
    assertThat(said).extracting(Message::kind).startsWith(Message.Kind.ANNOUNCE);
    assertThat(said).hasSizeLessThanOrEqualTo(4);
  }

  @Test
  void newcomerHearsOfUsSoonButNotAtAFixedTime() {
    said(Duration.ofSeconds(1));
    speaker.welcome(clock.getAsLong(), 0);
    assertThat(said(Duration.ofMillis(50)))
        .extracting(Message::kind)
        .containsExactly(Message.Kind.ANNOUNCE);
  }

  @Test
  void countersGrowWithinOneInstantAndOverARestart() {
    long first = decode(speaker.goodbye()).counter();
    long second = decode(speaker.goodbye()).counter();
    assertThat(second).isGreaterThan(first);
    clock.advance(Duration.ofMillis(1));
    assertThat(decode(speaker().goodbye()).counter()).isGreaterThan(second);
  }

  @Test
  void queryIsPaddedToTheLargestAnswer() {
    assertThat(speaker.query(new Query(Query.Kind.ROLE, "gpu"), around))
        .hasSize(Datagram.UNFRAGMENTED_BYTES);
    assertThat(speaker.answer(around).length).isLessThanOrEqualTo(Datagram.UNFRAGMENTED_BYTES);
  }

  @Test
  void largestRecordIsAnnouncedInFragments() {
    ann.change(r -> r, 4096);
    assertThat(speaker.answer(around).length).isBetween(4096, Datagram.MAX_BYTES);
  }

  private List<Message> said(Duration within) {
    List<Message> said = new ArrayList<>();
    for (long i = 0; i < within.dividedBy(STEP); i++) {
      clock.advance(STEP);
      Optional<byte[]> datagram = speaker.due(clock.getAsLong(), around);
      datagram.ifPresent(bytes -> said.add(decode(bytes)));
    }
    return said;
  }

  private Speaker speaker() {
    return new Speaker(
        MulticastDiscovery.Settings.onPort(1),
        new TestIdentity(ann),
        ann,
        clock,
        new Random(1),
        clock.getAsLong());
  }

  private static Message decode(byte[] bytes) {
    return Datagram.decode(bytes, Golden.NETWORK).message();
  }
}
