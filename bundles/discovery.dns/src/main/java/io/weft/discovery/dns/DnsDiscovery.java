package io.weft.discovery.dns;

import io.weft.discovery.DiscoveryProvider;
import io.weft.discovery.Self;
import io.weft.discovery.SightingSink;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Nodes that the domain name system lists: SRV records of {@code _weft._tcp} under each domain name
 * hosts and ports, TXT records the nodes' signed records. An operator, or a program of theirs,
 * writes them; this node only reads. May be started again after {@link #close}.
 */
@Component(
    service = DiscoveryProvider.class,
    property = DiscoveryProvider.NAME + "=dns",
    configurationPid = "io.weft.discovery.dns")
@Designate(ocd = DnsSettings.class)
public final class DnsDiscovery implements DiscoveryProvider {

  private final Settings settings;
  private final List<Domain> domains;
  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Watches watches;

  /**
   * @throws IllegalArgumentException if a setting cannot be used; the message names it
   */
  @Activate
  public DnsDiscovery(DnsSettings settings) {
    this(Settings.of(settings), Clock.systemUTC());
  }

  DnsDiscovery(Settings settings, Clock clock) {
    this.settings = settings;
    this.domains = settings.names().stream().map(each -> new Domain(each, new Random())).toList();
    this.clock = clock;
  }

  @Override
  public void start(Self self, SightingSink sink) {
    lock.lock();
    try {
      if (watches != null) {
        throw new IllegalStateException("already started: close it first");
      }
      watches = new Watches(settings, domains, self, sink, clock);
      watches.start();
    } finally {
      lock.unlock();
    }
  }

  /** Nothing to do: this source advertises nothing. */
  @Override
  public void refresh() {}

  @Override
  @Deactivate
  public void close() {
    lock.lock();
    try {
      if (watches != null) {
        watches.close();
        watches = null;
      }
    } finally {
      lock.unlock();
    }
  }
}
