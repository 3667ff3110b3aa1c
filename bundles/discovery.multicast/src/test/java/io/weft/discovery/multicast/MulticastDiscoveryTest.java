package io.weft.discovery.multicast;

import static io.weft.testkit.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.discovery.Availability;
import io.weft.discovery.Query;
import io.weft.testkit.FixedSelf;
import io.weft.testkit.RecordingSink;
import io.weft.testkit.TestNetwork;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MulticastDiscoveryTest {

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Query GPU = new Query(Query.Kind.ROLE, "gpu");

  private final Air air;
  private final TestNetwork network = new TestNetwork("blue");
  private final FixedSelf ann = network.node("ann");
  private final FixedSelf bob = network.node("bob");
  private final RecordingSink annSees = network.sink();
  private final List<MulticastDiscovery> started = new ArrayList<>();

  MulticastDiscoveryTest() throws IOException {
    air = new Air();
  }

  @AfterEach
  void close() {
    started.forEach(MulticastDiscovery::close);
    air.close();
  }

  @Test
  void availabilityIsHeardWithTheAnnouncement() {
    bob.availability(new Availability(63, 5_000_000_000L));
    start(ann, annSees);
    start(bob, network.sink());
    until("bob's load is known", PATIENCE, () -> annSees.availability(bob).isPresent());
    assertThat(annSees.availability(bob)).contains(new Availability(63, 5_000_000_000L));
  }

  @Test
  void sightingNamesTheLoopbackInterface() {
    start(ann, annSees);
    start(bob, network.sink());
    until("bob is seen", PATIENCE, () -> annSees.sees(bob));
    assertThat(annSees.sightings().get(0).heardOn())
        .contains(
            LocalInterface.choose(LocalInterface.all(), Optional.of(loopback())).get(0).name());
  }

  @Test
  void whoMatchesAnswersTheAskerAlone() throws IOException {
    bob.roles("gpu");
    startAndListen(bob);
    air.send(query(ann));
    Message answer = Datagram.decode(air.receive(PATIENCE), Golden.NETWORK).message();
    assertThat(answer.kind()).isEqualTo(Message.Kind.ANSWER);
    assertThat(answer.from()).isEqualTo(bob.id());
    assertThat(answer.signedRecord()).isEqualTo(bob.signedRecord());
  }

  @Test
  void whoDoesNotMatchIsSilentAndSoAreStrangers() throws IOException {
    FixedSelf gpu = network.node("gpu").roles("gpu");
    startAndListen(bob, gpu);
    air.send(query(new TestNetwork("blue").node("stranger")));
    air.send(query(ann));
    Message answer = Datagram.decode(air.receive(PATIENCE), Golden.NETWORK).message();
    assertThat(answer.from()).isEqualTo(gpu.id());
    assertThat(air.receive(Duration.ofMillis(200))).isEmpty();
  }

  @Test
  void answersReachTheAskerAsSightings() {
    FixedSelf gpu = network.node("gpu").roles("gpu");
    start(gpu, network.sink());
    MulticastDiscovery ofAnn = start(ann, annSees);
    until("the gpu is seen", PATIENCE, () -> annSees.sees(gpu));
    int before = annSees.sightings().size();
    ofAnn.query(GPU);
    until("the gpu has answered", PATIENCE, () -> annSees.sightings().size() > before);
  }

  @Test
  void tooManyQuestionsAreDroppedWithoutHarm() {
    MulticastDiscovery ofAnn = start(ann, annSees);
    for (int i = 0; i < 1000; i++) {
      ofAnn.query(new Query(Query.Kind.SERVICE, "service/" + i));
    }
    start(bob, network.sink());
    until("bob is seen", PATIENCE, () -> annSees.sees(bob));
  }

  @Test
  void recordThatNeedsFragmentsIsSeen() {
    bob.change(r -> r, 4096);
    start(ann, annSees);
    start(bob, network.sink());
    until("bob is seen", PATIENCE, () -> annSees.sees(bob));
  }

  @Test
  void portHeldByAProgramThatDoesNotShareIsTakenOnceItIsFree() throws IOException {
    try (DatagramSocket holder = new DatagramSocket(null)) {
      holder.setReuseAddress(false);
      holder.bind(new InetSocketAddress(air.port()));
      start(ann, annSees);
      start(bob, network.sink());
      String place = "UDP port " + air.port();
      until("it is said", PATIENCE, () -> annSees.troubles().containsKey(place));
      assertThat(annSees.troubles().get(place)).contains("does not share it: end it, or set");
      assertThat(annSees.sightings()).isEmpty();
    }
    until("bob is seen", PATIENCE, () -> annSees.sees(bob));
    assertThat(annSees.troubles()).isEmpty();
  }

  @Test
  void interfaceThatIsNotThereIsWaitedFor() throws IOException {
    ann.bindAddress(Optional.of(InetAddress.getByName("198.51.100.7")));
    start(ann, annSees);
    start(bob, network.sink());
    until("it is said", PATIENCE, () -> !annSees.troubles().isEmpty());
    assertThat(annSees.troubles().toString()).contains("198.51.100.7");
    assertThat(annSees.sightings()).isEmpty();
  }

  @Test
  void settingsOutOfRangeAreRefusedByName() {
    assertThatThrownBy(() -> MulticastDiscovery.Settings.onPort(0))
        .hasMessage("port of io.weft.discovery.multicast is 0 (1 to 65535)");
    assertThatThrownBy(() -> settings("10.0.0.1", "ff15::1", 1, 10))
        .hasMessageContaining("group of io.weft.discovery.multicast is 10.0.0.1 (224.0.0.0 to");
    assertThatThrownBy(() -> settings("239.1.1.1", "239.1.1.1", 1, 10))
        .hasMessageContaining("ipv6_group");
    assertThatThrownBy(() -> settings("239.1.1.1", "ff15::1", 33, 10))
        .hasMessageContaining("hops of io.weft.discovery.multicast is 33 (1 to 32)");
    assertThatThrownBy(() -> settings("239.1.1.1", "ff15::1", 1, 301))
        .hasMessageContaining("announce_period_s");
  }

  private static MulticastDiscovery.Settings settings(
      String group, String ipv6Group, int hops, int announceSeconds) throws IOException {
    return new MulticastDiscovery.Settings(
        54321,
        InetAddress.getByName(group),
        MulticastDiscovery.Ipv6.NEVER,
        InetAddress.getByName(ipv6Group),
        hops,
        false,
        Duration.ofSeconds(announceSeconds));
  }

  private static byte[] query(FixedSelf asker) {
    return Golden.sign(
        asker,
        new Message(
            Message.Kind.QUERY,
            asker.id(),
            1,
            asker.signedRecord(),
            Optional.empty(),
            Optional.of(GPU),
            Optional.empty()));
  }

  /** Starts nodes, and returns when each of them hears what is sent to all. */
  private void startAndListen(FixedSelf... nodes) {
    FixedSelf newcomer = network.node("newcomer");
    List<RecordingSink> sinks = new ArrayList<>();
    for (FixedSelf node : nodes) {
      RecordingSink sink = network.sink();
      sinks.add(sink);
      start(node, sink);
    }
    start(newcomer, network.sink());
    until("all listen", PATIENCE, () -> sinks.stream().allMatch(sink -> sink.sees(newcomer)));
  }

  private MulticastDiscovery start(FixedSelf self, RecordingSink sink) {
    MulticastDiscovery provider = air.provider(self);
    started.add(provider);
    provider.start(self, sink);
    return provider;
  }

  private static InetAddress loopback() {
    return InetAddress.getLoopbackAddress();
  }
}
