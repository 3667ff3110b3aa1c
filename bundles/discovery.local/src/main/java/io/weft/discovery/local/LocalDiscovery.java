package io.weft.discovery.local;

import io.weft.discovery.DiscoveryProvider;
import io.weft.discovery.Self;
import io.weft.discovery.SightingSink;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Nodes of one user on one machine find each other: each leaves its signed record in a directory
 * that nobody else may write to, and watches it for the others'.
 *
 * <p>Needs no network at all. A node that is closed removes its file; the file of a killed one is
 * removed by whoever notices first. May be started again after {@link #close}.
 */
@Component(
    service = DiscoveryProvider.class,
    property = DiscoveryProvider.NAME + "=local",
    configurationPid = "io.weft.discovery.local")
@Designate(ocd = LocalSettings.class)
public final class LocalDiscovery implements DiscoveryProvider {

  private final Settings settings;
  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Presence presence;

  /**
   * How it works.
   *
   * @param directory where the nodes meet
   * @param rescan between two looks at the whole directory
   */
  public record Settings(Path directory, Duration rescan) {

    private static final Duration MIN_RESCAN = Duration.ofMillis(100);
    private static final Duration MAX_RESCAN = Duration.ofMinutes(1);

    public Settings {
      if (rescan.compareTo(MIN_RESCAN) < 0 || rescan.compareTo(MAX_RESCAN) > 0) {
        throw new IllegalArgumentException(
            "rescan_ms of io.weft.discovery.local is "
                + rescan.toMillis()
                + " (100 to 60000 milliseconds)");
      }
    }
  }

  @Activate
  public LocalDiscovery(LocalSettings settings) {
    this(
        new Settings(
            RuntimeDirectory.locate(settings.directory(), System::getenv, System::getProperty),
            Duration.ofMillis(settings.rescan__ms())));
  }

  /** A provider without a framework around it. */
  public LocalDiscovery(Settings settings) {
    this(settings, Clock.systemUTC());
  }

  LocalDiscovery(Settings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
  }

  @Override
  public void start(Self self, SightingSink sink) {
    lock.lock();
    try {
      if (presence != null) {
        throw new IllegalStateException("already started: close it first");
      }
      presence = new Presence(settings, self, sink, clock);
      presence.start();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void refresh() {
    lock.lock();
    try {
      if (presence != null) {
        presence.publish();
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
      if (presence != null) {
        presence.close();
        presence = null;
      }
    } finally {
      lock.unlock();
    }
  }
}
