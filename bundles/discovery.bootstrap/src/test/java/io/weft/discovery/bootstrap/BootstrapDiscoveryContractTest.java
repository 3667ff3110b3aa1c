package io.weft.discovery.bootstrap;

import io.weft.discovery.DiscoveryProvider;
import io.weft.discovery.Self;
import io.weft.discovery.SightingSink;
import io.weft.testkit.DiscoveryContract;
import io.weft.testkit.FixedSelf;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * Everyone is linked with one node, which tells each of the others, and with a liar. That nodes
 * which hear of each other are linked afterwards is the node's part, which is not here.
 */
class BootstrapDiscoveryContractTest extends DiscoveryContract {
  private static final Pace QUICK =
      new Pace(
          Duration.ofSeconds(1),
          Duration.ofMillis(10),
          Duration.ofMillis(40),
          Duration.ofMillis(40),
          Duration.ofMillis(20));

  private final Random random = new Random(1);
  private final Village village = new Village(network, Clock.systemUTC());
  private final FixedSelf hub = network.node("hub");
  private final FixedSelf liar = network.node("liar");
  private final Queue<byte[]> lies = new ArrayDeque<>();
  private DiscoveryProvider ofHub = new NoProvider();

  @BeforeEach
  void open() {
    ofHub = provider(hub);
    ofHub.start(hub, village.resident(hub).around(network.sink()));
    village.resident(liar).handler(request -> lie());
  }

  @AfterEach
  void close() {
    ofHub.close();
  }

  private byte[] lie() {
    synchronized (lies) {
      byte[] lie = lies.poll();
      return lie == null ? new Answer(0, List.of(), List.of()).encode() : lie;
    }
  }

  @Override
  protected DiscoveryProvider provider(FixedSelf self) {
    Resident resident = village.resident(self);
    BootstrapDiscovery plugin =
        new BootstrapDiscovery(
            new Settings(List.of(), true, QUICK), List::of, resident.offer(), village.clock);
    resident.settleIn(plugin);
    return new DiscoveryProvider() {
      @Override
      public void start(Self started, SightingSink sink) {
        if (self.record().network().equals(network.id()) && !self.equals(hub)) {
          village.link(self, hub);
          village.link(self, liar);
        } else if (!self.equals(hub)) {
          tell(
              new Answer(
                  0, List.of(new Answer.Told(Duration.ZERO, self.signedRecord())), List.of()));
        }
        plugin.start(started, resident.around(sink));
      }

      @Override
      public void refresh() {
        plugin.refresh();
      }

      @Override
      public void close() {
        plugin.close();
        village.unlink(self, hub);
        village.unlink(self, liar);
      }
    };
  }

  private void tell(Answer lie) {
    tell(lie.encode());
  }

  private void tell(byte[] lie) {
    synchronized (lies) {
      lies.add(lie);
    }
  }

  /** Peers are asked in turn, on a machine that does other things too. */
  @Override
  protected Duration foundWithin() {
    return Duration.ofSeconds(3);
  }

  @Override
  protected void garbage() {
    byte[] genuine =
        new Answer(1, List.of(new Answer.Told(Duration.ZERO, ann.signedRecord())), List.of())
            .encode();
    byte[] noise = new byte[300];
    random.nextBytes(noise);
    tell(noise);
    tell(new byte[0]);
    tell(Arrays.copyOf(genuine, genuine.length / 2));
    tell(new byte[Answer.MAX_BYTES + 1]);
  }

  private static final class NoProvider implements DiscoveryProvider {
    @Override
    public void start(Self self, SightingSink sink) {}

    @Override
    public void refresh() {}

    @Override
    public void close() {}
  }
}
