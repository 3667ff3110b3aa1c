package io.weft.discovery.multicast;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.discovery.Query;
import io.weft.node.NodeRecord;
import io.weft.testkit.FixedSelf;
import io.weft.testkit.ManualClock;
import io.weft.testkit.TestNetwork;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswersTest {

  private static final InetSocketAddress ASKER =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 9);
  private static final Query GPU = new Query(Query.Kind.ROLE, "gpu");

  private final ManualClock clock = new ManualClock();
  private final TestNetwork network = new TestNetwork("blue");
  private final FixedSelf ann = network.node("ann");
  private final Answers answers = new Answers(new Random(1), clock.getAsLong());

  @ParameterizedTest
  @CsvSource({
    "ROLE, bridge, true",
    "ROLE, brid, false",
    "CAPABILITY, gpu.0, true",
    "CAPABILITY, gpu.0=rtx=5, true",
    "CAPABILITY, gpu.0=rtx, false",
    "CAPABILITY, gpu.1, false",
    "CAPABILITY, =rtx, false",
    "SERVICE, user/auth, true",
    "SERVICE, user, false",
  })
  void matchesWhatANodeHas(Query.Kind kind, String value, boolean has) {
    NodeRecord r = ann.record();
    NodeRecord record =
        new NodeRecord(
            r.id(),
            r.publicKey(),
            r.name(),
            r.network(),
            Set.of("bridge"),
            Map.of("gpu.0", "rtx=5"),
            Set.of("user/auth"),
            r.addresses(),
            r.sequence(),
            r.expires());
    assertThat(Answers.has(record, new Query(kind, value))).isEqualTo(has);
  }

  @Test
  void sameQuestionIsAnsweredOnceASecond() {
    for (int i = 0; i < 10; i++) {
      answers.promise(ann.id(), Optional.of(GPU), ASKER, 1400, clock.getAsLong());
    }
    assertThat(sent()).isEqualTo(1);
    clock.advance(Duration.ofSeconds(1));
    answers.promise(ann.id(), Optional.of(GPU), ASKER, 1400, clock.getAsLong());
    assertThat(sent()).isEqualTo(1);
  }

  @Test
  void oneAskerGetsFiveAnswersASecond() {
    for (int i = 0; i < 50; i++) {
      Query query = new Query(Query.Kind.SERVICE, "service/" + i);
      answers.promise(ann.id(), Optional.of(query), ASKER, 1400, clock.getAsLong());
    }
    assertThat(sent()).isEqualTo(5);
  }

  @Test
  void allTogetherGetFiftyAnswersASecond() {
    for (int i = 0; i < 60; i++) {
      answers.promise(network.node("asker").id(), Optional.of(GPU), ASKER, 1400, clock.getAsLong());
    }
    assertThat(sent()).isEqualTo(50);
  }

  @Test
  void answersWaitATimeThatDiffers() {
    answers.promise(ann.id(), Optional.of(GPU), ASKER, 1400, clock.getAsLong());
    assertThat(answers.due(clock.getAsLong())).isEmpty();
    assertThat(answers.nextNanos(clock.getAsLong()))
        .isBetween(clock.getAsLong(), clock.getAsLong() + Duration.ofMillis(100).toNanos());
  }

  private int sent() {
    clock.advance(Duration.ofMillis(100));
    int sent = 0;
    while (answers.due(clock.getAsLong()).isPresent()) {
      sent++;
    }
    return sent;
  }
}
