package io.weft.discovery.mdns;

import io.weft.discovery.DiscoveryProvider;
import io.weft.discovery.Self;
import io.weft.discovery.SightingSink;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Nodes of one local network find each other by multicast DNS, beside printers and other programs:
 * each is a service whose TXT record carries its identity and its signed record.
 *
 * <p>A newcomer hears of running nodes within half a second; they hear of it after some four: so
 * long does it ask whether its name is free (RFC 6762, section 8.1). Closing takes two seconds, in
 * which goodbye is said. May be started again after {@link #close}.
 */
@Component(
    service = DiscoveryProvider.class,
    property = DiscoveryProvider.NAME + "=mdns",
    configurationPid = "io.weft.discovery.mdns")
@Designate(ocd = MdnsSettings.class)
public final class MdnsDiscovery implements DiscoveryProvider {

  private final Settings settings;
  private final int mostRecords;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Neighbourhood neighbourhood;

  /**
   * How it works.
   *
   * @param serviceType such as {@code _weft._tcp.local.}
   * @param queryPeriod between two questions for others
   */
  public record Settings(String serviceType, Duration queryPeriod) {

    /** RFC 6763, section 7: at most 15 letters, digits and hyphens. */
    private static final Pattern TYPE =
        Pattern.compile("_[a-z0-9][a-z0-9-]{0,14}\\._(tcp|udp)\\.local\\.");

    private static final int MIN_SECONDS = 5;
    private static final int MAX_SECONDS = 3600;

    public Settings {
      serviceType = serviceType.toLowerCase(Locale.ROOT);
      if (!serviceType.endsWith(".")) {
        serviceType += ".";
      }
      if (!TYPE.matcher(serviceType).matches()) {
        throw new IllegalArgumentException(
            "service_type of io.weft.discovery.mdns is "
                + serviceType
                + " (_name._tcp.local. with a name of up to 15 letters, digits and hyphens)");
      }
      if (queryPeriod.toSeconds() < MIN_SECONDS || queryPeriod.toSeconds() > MAX_SECONDS) {
        throw new IllegalArgumentException(
            "query_period_s of io.weft.discovery.mdns is "
                + queryPeriod.toSeconds()
                + " (5 to 3600 seconds)");
      }
    }
  }

  @Activate
  public MdnsDiscovery(MdnsSettings settings) {
    this(new Settings(settings.service__type(), Duration.ofSeconds(settings.query__period__s())));
  }

  /** A provider without a framework around it. */
  public MdnsDiscovery(Settings settings) {
    this(settings, Neighbourhood.MAX_RECORDS);
  }

  MdnsDiscovery(Settings settings, int mostRecords) {
    this.settings = settings;
    this.mostRecords = mostRecords;
  }

  @Override
  public void start(Self self, SightingSink sink) {
    lock.lock();
    try {
      if (neighbourhood != null) {
        throw new IllegalStateException("already started: close it first");
      }
      neighbourhood = Neighbourhood.start(settings, mostRecords, self, sink);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void refresh() {
    lock.lock();
    try {
      if (neighbourhood != null) {
        neighbourhood.refresh();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  @Deactivate
  public void close() {
    lock.lock();
    try {
      if (neighbourhood != null) {
        neighbourhood.close();
        neighbourhood = null;
      }
    } finally {
      lock.unlock();
    }
  }
}
