package io.weft.discovery.bootstrap;

import static io.weft.testkit.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.weft.discovery.Sighting;
import io.weft.exchange.ApplicationException;
import io.weft.testkit.FixedSelf;
import io.weft.testkit.RecordingSink;
import io.weft.testkit.Steadily;
import io.weft.testkit.TestNetwork;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BootstrapDiscoveryTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Pace USUAL =
      new Pace(
          Duration.ofMillis(100),
          Duration.ofMillis(200),
          Duration.ofSeconds(15),
          Duration.ofMinutes(4),
          Duration.ofSeconds(10));
  private static final URI THERE = URI.create("tcp://there.example:7001");
  private static final URI TICKET = URI.create("tcp://ticket.example:7001");

  private final TestNetwork network = new TestNetwork("blue");
  private final Village village = new Village(network, Clock.systemUTC());
  private final FixedSelf ann = network.node("ann");
  private final FixedSelf bob = network.node("bob");
  private final FixedSelf cyd = network.node("cyd");
  private final List<BootstrapDiscovery> started = new ArrayList<>();

  private RecordingSink start(FixedSelf self, boolean exchange, URI... addresses) {
    Resident resident = village.resident(self);
    BootstrapDiscovery plugin =
        new BootstrapDiscovery(
            new Settings(List.of(addresses), exchange, USUAL),
            () -> List.of(TICKET),
            resident.offer(),
            village.clock);
    resident.settleIn(plugin);
    RecordingSink sink = network.sink();
    plugin.start(self, resident.around(sink));
    started.add(plugin);
    return sink;
  }

  @AfterEach
  void close() {
    started.forEach(BootstrapDiscovery::close);
  }

  private static List<URI> addresses(RecordingSink sink) {
    return sink.sightings().stream()
        .filter(Sighting.Address.class::isInstance)
        .map(each -> ((Sighting.Address) each).address())
        .toList();
  }

  @Test
  void addressesOfSettingsAndTicketAreReportedAtOnceAndAgainWhileNobodyIsConnected() {
    URI own = ann.record().addresses().get(0);
    RecordingSink sink = start(ann, true, THERE, own);
    until("all are reported", PATIENCE, () -> addresses(sink).size() >= 2);
    assertThat(addresses(sink)).startsWith(THERE, TICKET).doesNotContain(own);
    assertThat(sink.sightings().get(0).place()).isEqualTo(Optional.of(THERE.toString()));
    until("the next look is told", PATIENCE, () -> sink.nextLook().isPresent());
    until("they are reported again", PATIENCE, () -> addresses(sink).size() >= 4);
  }

  @Test
  void whoHasCompanyEnoughIsQuiet() {
    ann.wantsPeers(false);
    village.link(ann, bob);
    RecordingSink sink = start(ann, true, THERE);
    until("once at the start", PATIENCE, () -> addresses(sink).size() == 2);
    Steadily.holds(
        "nothing more is reported or asked",
        Duration.ofMillis(1500),
        () -> addresses(sink).size() == 2 && village.resident(ann).questions.get() == 0);
  }

  @Test
  void bothSidesAskSoonAfterTheyHaveConnected() {
    village.link(bob, cyd);
    RecordingSink annSees = start(ann, true);
    RecordingSink bobSees = start(bob, true);
    FixedSelf dan = network.node("dan");
    village.link(ann, dan);
    village.link(ann, bob);
    until("ann hears of cyd", Duration.ofSeconds(5), () -> annSees.sees(cyd));
    until("bob hears of dan", Duration.ofSeconds(5), () -> bobSees.sees(dan));
    assertThat(village.resident(ann).questions.get()).isEqualTo(1);
  }

  @Test
  void withoutExchangeNobodyIsAskedOrAnswered() {
    village.link(ann, bob);
    start(bob, true);
    start(ann, false);
    Steadily.holds(
        "nothing is asked",
        Duration.ofMillis(800),
        () ->
            village.resident(ann).questions.get() == 0
                && village.resident(bob).questions.get() == 0);
    assertThat(village.resident(ann).handler()).isNull();
  }

  @Test
  void errorOfAPeerIsToldAndNoNeedToAskAgain() {
    village
        .resident(bob)
        .handler(
            request -> {
              throw new ApplicationException(ApplicationException.INTERNAL, "out of order");
            });
    village.link(ann, bob);
    RecordingSink sink = start(ann, true);
    String place = "peer bob (" + bob.id().shortText() + ")";
    until("it is told", PATIENCE, () -> sink.troubles().containsKey(place));
    assertThat(sink.troubles()).containsEntry(place, "it answers with an error: out of order");
  }

  @Test
  void lonelinessIsToldAfterAWhileAndOverWhenSomebodyComes() {
    RecordingSink sink = start(ann, true, THERE);
    until("it is told", PATIENCE, () -> sink.troubles().containsKey(Rounds.ADDRESSES));
    assertThat(sink.troubles().get(Rounds.ADDRESSES)).contains(THERE.toString());
    village.link(ann, bob);
    until("it is over", PATIENCE, () -> sink.troubles().isEmpty());
  }

  @Test
  void serviceIsOfferedOnlyWhileTheSourceRuns() {
    start(ann, true);
    assertThat(village.resident(ann).handler()).isInstanceOf(PeersHandler.class);
    started.get(0).close();
    assertThat(village.resident(ann).handler()).isNull();
  }
}
