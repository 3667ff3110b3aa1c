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

  @Test
  void announcesThreeTimesInTheFirstHalfSecond() {
    assertThat(said(Duration.ofMillis(500)))
        .extracting(Message::kind)
        .containsExactly(Message.Kind.ANNOUNCE, Message.Kind.ANNOUNCE, Message.Kind.ANNOUNCE);
  }

  @Test
  void idleNodeSendsLessThanOneDatagramASecond() {
    said(Duration.ofSeconds(1));
    List<Message> said = said(Duration.ofMinutes(5));
    assertThat(said).hasSizeBetween(100, 150);
    assertThat(said).filteredOn(m -> m.kind() == Message.Kind.ANNOUNCE).hasSizeBetween(27, 33);
  }

  @Test
  void manyInterfacesGetNoMoreInAll() {
    said(Duration.ofSeconds(1));
    int sent = 0;
    for (int i = 0; i < 30_000; i++) {
      clock.advance(STEP);
      sent += speaker.due(clock.getAsLong(), 16).isPresent() ? 16 : 0;
    }
    assertThat(sent).isLessThan(2 * 300);
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
    assertThat(speaker.query(new Query(Query.Kind.ROLE, "gpu")))
        .hasSize(Datagram.UNFRAGMENTED_BYTES);
    assertThat(speaker.answer().length).isLessThanOrEqualTo(Datagram.UNFRAGMENTED_BYTES);
  }

  @Test
  void largestRecordIsAnnouncedInFragments() {
    ann.change(r -> r, 4096);
    assertThat(speaker.answer().length).isBetween(4096, Datagram.MAX_BYTES);
  }

  private List<Message> said(Duration within) {
    List<Message> said = new ArrayList<>();
    for (long i = 0; i < within.dividedBy(STEP); i++) {
      clock.advance(STEP);
      Optional<byte[]> datagram = speaker.due(clock.getAsLong(), 1);
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
