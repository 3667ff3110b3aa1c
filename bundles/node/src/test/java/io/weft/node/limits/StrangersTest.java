package io.weft.node.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.testkit.ManualClock;
import io.weft.transport.Acceptor.Visit;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StrangersTest {
  private static final int MANY = 50_000;

  private final ManualClock clock = new ManualClock();

  /** Wide enough that only what a test narrows is met. */
  private static final class Wide {
    int all = MANY;
    int perAddress = MANY;
    int perRange = MANY;
    int atAddress = MANY;
    int inRange = MANY;
    int localRate = MANY;
    int local = MANY;
    int handshakes = MANY;
    int handshakesPerAddress = MANY;

    LimitValues values() {
      return new LimitValues(
          all,
          perAddress,
          perRange,
          atAddress,
          inRange,
          localRate,
          local,
          handshakes,
          handshakesPerAddress,
          1_000,
          1,
          1);
    }
  }

  private final Wide wide = new Wide();

  private Limits limits() {
    return new Limits(wide.values(), clock);
  }

  private static SocketAddress at(String address) {
    try {
      return new InetSocketAddress(InetAddress.getByName(address), 4711);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static int letIn(Limits limits, int knocks, String address) {
    int in = 0;
    for (int i = 0; i < knocks; i++) {
      in += limits.knock(at(address)).isPresent() ? 1 : 0;
    }
    return in;
  }

  @Test
  void addressIsLetInSoManyTimesAMinuteAndOthersDoNotFeelIt() {
    wide.perAddress = 60;
    Limits limits = limits();

    assertThat(letIn(limits, 1_000, "192.0.2.1")).isEqualTo(60);
    assertThat(letIn(limits, 10, "192.0.2.2")).isEqualTo(10);
    clock.advance(Duration.ofSeconds(5));
    assertThat(letIn(limits, 1_000, "192.0.2.1")).as("one a second comes back").isEqualTo(5);

    assertThat(limits.refusals().of(Reason.CONNECTIONS_A_MINUTE_PER_ADDRESS)).isEqualTo(1_935);
    assertThat(limits.refusals().snapshot())
        .containsEntry("connections-a-minute-per-address", 1_935L)
        .containsEntry("handshakes", 0L);
  }

  @Test
  void wholeRangeIsLetInSoManyTimesAMinute() {
    wide.perRange = 20;
    Limits limits = limits();
    int in = 0;
    for (int i = 0; i < 256; i++) {
      in += letIn(limits, 1, "2001:db8:0:1::" + Integer.toHexString(i));
    }
    assertThat(in).isEqualTo(20);
    assertThat(letIn(limits, 1, "2001:db8:0:2::1")).as("the next /64").isEqualTo(1);
    assertThat(limits.refusals().of(Reason.CONNECTIONS_A_MINUTE_PER_RANGE)).isEqualTo(236);
  }

  @Test
  void allTogetherAreLetInSoManyTimesAMinute() {
    wide.all = 30;
    Limits limits = limits();
    int in = 0;
    for (int i = 0; i < 100; i++) {
      in += letIn(limits, 1, "198.51." + i + ".1");
    }
    assertThat(in).isEqualTo(30);
    clock.advance(Duration.ofMinutes(1));
    assertThat(letIn(limits, 40, "203.0.113.1")).isEqualTo(30);
    assertThat(limits.refusals().of(Reason.CONNECTIONS_A_MINUTE)).isEqualTo(80);
  }

  @Test
  void whoeverIsOverItsOwnLimitTakesNothingOfWhatIsForAll() {
    wide.all = 30;
    wide.perAddress = 10;
    Limits limits = limits();
    assertThat(letIn(limits, 10_000, "192.0.2.1")).isEqualTo(10);
    assertThat(letIn(limits, 10, "198.51.100.1")).isEqualTo(10);
  }

  @Test
  void addressHoldsSoManyConnectionsUntilTheyAreGone() {
    wide.atAddress = 3;
    Limits limits = limits();
    List<Visit> visits = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      visits.add(limits.knock(at("192.0.2.1")).orElseThrow());
    }
    assertThat(limits.knock(at("192.0.2.1"))).isEmpty();
    assertThat(limits.knock(at("192.0.2.2"))).isPresent();

    visits.get(0).settled();
    assertThat(limits.knock(at("192.0.2.1"))).as("its handshake is over, it is not").isEmpty();
    visits.get(0).gone();
    visits.get(0).gone();
    assertThat(letIn(limits, 5, "192.0.2.1")).as("gone once, whoever says it twice").isEqualTo(1);
    assertThat(limits.refusals().of(Reason.CONNECTIONS_PER_ADDRESS)).isEqualTo(6);
  }

  @Test
  void rangesAreTwentyFourAndSixtyFourBits() {
    wide.inRange = 2;
    Limits limits = limits();
    assertThat(letIn(limits, 2, "192.0.2.1")).isEqualTo(2);
    assertThat(letIn(limits, 1, "192.0.2.255")).isZero();
    assertThat(letIn(limits, 1, "192.0.3.1")).isEqualTo(1);

    Visit one = limits.knock(at("2001:db8::1")).orElseThrow();
    assertThat(letIn(limits, 1, "2001:db8::ffff:1")).isEqualTo(1);
    assertThat(letIn(limits, 1, "2001:db8::ffff:ffff:ffff:ffff")).isZero();
    assertThat(letIn(limits, 1, "2001:db8:0:1::1")).isEqualTo(1);
    one.gone();
    assertThat(letIn(limits, 2, "2001:db8::3")).isEqualTo(1);
    assertThat(limits.refusals().of(Reason.CONNECTIONS_PER_RANGE)).isEqualTo(3);
  }

  @Test
  void handshakesAreBoundedPerAddressAndInAll() {
    wide.handshakesPerAddress = 2;
    wide.handshakes = 3;
    Limits limits = limits();
    Visit first = limits.knock(at("192.0.2.1")).orElseThrow();
    assertThat(letIn(limits, 2, "192.0.2.1")).isEqualTo(1);
    assertThat(letIn(limits, 1, "198.51.100.1")).isEqualTo(1);
    assertThat(letIn(limits, 1, "203.0.113.1")).isZero();

    first.settled();
    first.settled();
    assertThat(letIn(limits, 2, "203.0.113.1")).isEqualTo(1);
    first.gone();
    assertThat(letIn(limits, 1, "203.0.113.2")).as("it was settled before").isZero();
    assertThat(limits.refusals().of(Reason.HANDSHAKES_PER_ADDRESS)).isEqualTo(1);
    assertThat(limits.refusals().of(Reason.HANDSHAKES)).isEqualTo(3);
  }

  @Test
  void thisMachineHasLimitsOfItsOwn() {
    wide.all = 1;
    wide.perAddress = 1;
    wide.perRange = 1;
    wide.atAddress = 1;
    wide.inRange = 1;
    wide.local = 20;
    wide.localRate = 30;
    Limits limits = limits();
    List<Visit> visits = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      limits.knock(at("127.0.0.1")).ifPresent(visits::add);
    }
    assertThat(visits).hasSize(20);
    assertThat(letIn(limits, 5, "::1")).as("each loopback address for itself").isEqualTo(5);
    SocketAddress unix = UnixDomainSocketAddress.of("");
    assertThat(limits.knock(unix)).isPresent();
    assertThat(limits.knock(InetSocketAddress.createUnresolved("dialler", 1))).isPresent();
    visits.forEach(Visit::gone);
    assertThat(letIn(limits, 25, "127.0.0.1")).as("of thirty a minute").isEqualTo(10);
    assertThat(letIn(limits, 1, "192.0.2.1")).as("nothing was taken from others").isEqualTo(1);
    assertThat(limits.refusals().of(Reason.LOCAL_CONNECTIONS)).isEqualTo(5);
    assertThat(limits.refusals().of(Reason.LOCAL_CONNECTIONS_A_MINUTE)).isEqualTo(15);
  }

  @Test
  void memoryIsBoundedAndWhoIsConnectedIsNotForgotten() {
    wide.atAddress = 1;
    wide.all = 1_000_000;
    Limits limits = new Limits(wide.values(), clock);
    Strangers strangers = new Strangers(limits::values, limits.refusals(), clock);
    assertThat(strangers.knock(at("192.0.2.1"))).isPresent();
    for (int i = 0; i < 20_000; i++) {
      Optional<Visit> visit =
          strangers.knock(at("10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255)));
      visit.orElseThrow().gone();
    }
    assertThat(strangers.remembered()).isLessThanOrEqualTo(2 * Strangers.MAX_PLACES);
    assertThat(strangers.knock(at("192.0.2.1"))).isEmpty();
  }

  @Test
  void otherLimitsAreTakenInWhileItRuns() {
    wide.perAddress = 5;
    Limits limits = limits();
    assertThat(letIn(limits, 10, "192.0.2.1")).isEqualTo(5);
    wide.perAddress = 20;
    limits.change(wide.values());
    assertThat(letIn(limits, 30, "192.0.2.1")).isEqualTo(20);
    wide.atAddress = 3;
    limits.change(wide.values());
    assertThat(letIn(limits, 30, "192.0.2.9")).isEqualTo(3);
  }
}
