package io.weft.discovery.dns;

import io.weft.discovery.DiscoveryProvider;
import io.weft.discovery.Self;
import io.weft.discovery.SightingSink;
import io.weft.testkit.DiscoveryContract;
import io.weft.testkit.FixedSelf;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.xbill.DNS.DClass;
import org.xbill.DNS.TXTRecord;

/** Whoever starts is written into a zone by a diligent operator, and taken out when it ends. */
class DnsDiscoveryContractTest extends DiscoveryContract {
  private final Zone zone = new Zone();
  private final Random random = new Random(1);
  private DnsServer server;

  @BeforeEach
  void open() throws IOException {
    zone.ttl = 0;
    server = new DnsServer(zone);
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  @Override
  protected DiscoveryProvider provider(FixedSelf self) {
    DnsDiscovery plugin =
        new DnsDiscovery(
            new Settings(
                List.of(Zone.DOMAIN),
                List.of(server.at()),
                Duration.ofSeconds(2),
                Duration.ofMillis(50),
                Duration.ofMillis(50)),
            Clock.systemUTC());
    String host = self.id().text();
    return new DiscoveryProvider() {
      @Override
      public void start(Self started, SightingSink sink) {
        zone.text(host, started.signedRecord()).service(host, 7001);
        plugin.start(started, sink);
      }

      @Override
      public void refresh() {
        plugin.refresh();
        zone.text(host, self.signedRecord());
      }

      @Override
      public void close() {
        plugin.close();
        zone.remove(host);
      }
    };
  }

  @Override
  protected void garbage() {
    byte[] noise = new byte[600];
    random.nextBytes(noise);
    String host = "garbage" + random.nextInt(1000);
    zone.text(host, noise).service(host, 7001);
    zone.add(new TXTRecord(Zone.SERVICE, DClass.IN, 0, List.of("r0=***", "r1=AAAA")));
    zone.add(new TXTRecord(Zone.SERVICE, DClass.IN, 0, List.of("v=spf1 -all", "", "=", "r=")));
    zone.add(new TXTRecord(Zone.SERVICE, DClass.IN, 0, List.of("node_id=nobody")));
  }
}
