package io.weft.discovery.multicast;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.testkit.FixedSelf;
import io.weft.testkit.ManualClock;
import io.weft.testkit.RecordingSink;
import io.weft.testkit.TestNetwork;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Forged datagrams with our network's tag, far more than may be looked at. */
class FloodTest {

  private final ManualClock clock = new ManualClock();
  private final TestNetwork network = new TestNetwork("blue");
  private final FixedSelf ann = network.node("ann");
  private final FixedSelf bob = network.node("bob");
  private final FixedSelf stranger = new TestNetwork("blue").node("stranger");
  private final byte[] forged = Golden.announce(stranger, 1);
  private final RecordingSink sink = network.sink();
  private final Inbox inbox =
      new Inbox(
          ann.id(),
          ann,
          sink,
          new Speaker(
              MulticastDiscovery.Settings.onPort(1),
              new TestIdentity(ann),
              ann,
              clock,
              new Random(1),
              clock.getAsLong()),
          new Answers(new Random(1), clock.getAsLong()),
          new LostMulticast(sink),
          whom -> {},
          Duration.ofSeconds(30),
          clock.getAsLong());

  @Test
  void addressThatForgesIsSoonLookedAtOnceASecondOnly() {
    for (int second = 0; second < 10; second++) {
      for (int i = 0; i < 1000; i++) {
        receive(forged, 7, true);
      }
      clock.advance(Duration.ofSeconds(1));
    }
    assertThat(sink.rejected()).isLessThanOrEqualTo(4 + 10);
  }

  @Test
  void newcomerIsFoundDuringAFloodOfAllAddressesOfItsNetwork() {
    for (int second = 0; second < 10; second++) {
      for (int i = 0; i < 5080; i++) {
        receive(forged, i % 254, true);
      }
      clock.advance(Duration.ofSeconds(1));
    }
    receive(Golden.announce(bob, 1), 300, true);
    assertThat(sink.sees(bob)).isTrue();
    assertThat(sink.rejected()).isLessThan(5000);
  }

  @Test
  void newcomerIsFoundDuringAFloodFromEverywhere() {
    floodFromEverywhere();
    receive(Golden.announce(bob, 1), 7, true);
    assertThat(sink.sees(bob)).isTrue();
    assertThat(sink.rejected()).isLessThanOrEqualTo(100);
  }

  @Test
  void whoIsKnownIsHeardDuringAnyFlood() {
    receive(Golden.announce(bob, 1), 7, true);
    floodFromEverywhere();
    floodNearby();
    receive(Golden.heartbeat(bob, bob, 2, 77), 7, true);
    assertThat(sink.availability(bob).orElseThrow().loadPercent()).isEqualTo(77);
    receive(Golden.announce(bob.roles("gpu"), 3), 7, true);
    assertThat(sink.seesNewestOf(bob)).isTrue();
  }

  @Test
  void forgeriesInTheNameOfAKnownNodeDoNotReachTheSinkAsItsOwn() {
    receive(Golden.announce(bob, 1), 7, true);
    int before = sink.reports();
    for (int i = 2; i < 1000; i++) {
      receive(Golden.heartbeat(bob, stranger, i, 99), 7, true);
      receive(Golden.goodbye(bob, stranger, i), 7, true);
    }
    assertThat(sink.reports()).isEqualTo(before);
    clock.advance(Duration.ofSeconds(1));
    receive(Golden.heartbeat(bob, bob, 1000, 5), 7, true);
    assertThat(sink.availability(bob).orElseThrow().loadPercent()).isEqualTo(5);
  }

  /** 20,000 addresses, each once: as many as somebody likes to make up. */
  private void floodFromEverywhere() {
    for (int i = 0; i < 20_000; i++) {
      receive(forged, i, false);
    }
  }

  private void floodNearby() {
    for (int i = 0; i < 20_000; i++) {
      receive(forged, i, true);
    }
  }

  private void receive(byte[] bytes, int address, boolean isNear) {
    try {
      byte[] ip = {10, 0, (byte) (address >> 8), (byte) address};
      inbox.receive(
          bytes,
          new Inbox.Origin(
              new InetSocketAddress(InetAddress.getByAddress(ip), 9),
              isNear ? Optional.of("eth7") : Optional.empty()),
          clock.getAsLong());
      while (inbox.prove(clock.getAsLong())) {}
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
