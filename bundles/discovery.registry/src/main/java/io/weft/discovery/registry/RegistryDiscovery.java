package io.weft.discovery.registry;

import io.weft.discovery.DiscoveryProvider;
import io.weft.discovery.NodeRegistry;
import io.weft.discovery.Records;
import io.weft.discovery.Self;
import io.weft.discovery.SightingSink;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Nodes find each other through registry files: each writes its own, signed, and reads those that
 * it is told of, on disks, in shared directories and at URLs. May be started again after {@link
 * #close}. Safe on every thread.
 */
@Component(
    service = {DiscoveryProvider.class, NodeRegistry.class},
    property = DiscoveryProvider.NAME + "=registry",
    configurationPid = "io.weft.discovery.registry")
@Designate(ocd = RegistrySettings.class)
public final class RegistryDiscovery implements DiscoveryProvider, NodeRegistry {

  /** Of the node's data: written by the node, for others. */
  static final String OWN_FILE = "node-registry.json";

  /** Of the node's data: written by somebody, for the node. */
  static final String PEERS_FILE = "discovery-peers.json";

  private final Settings settings;
  private final Records records;
  private final @Nullable KeyStore roots;
  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Running running;

  private record Running(Self self, OwnFiles own, Lookout lookout) {}

  /**
   * How it works.
   *
   * @param locations where to read
   * @param data the folder of the node's data, if it has one
   * @param publish a directory to write into besides
   * @param refresh between two questions for a URL
   * @param timeout for a whole fetch
   * @param maxBytes of a file or of what a URL returns
   * @param pins base64 of SHA-256, see the settings
   */
  record Settings(
      List<Location> locations,
      Optional<Path> data,
      Optional<Path> publish,
      Duration refresh,
      Duration connectTimeout,
      Duration timeout,
      int maxBytes,
      Set<String> pins) {

    /** Each URL has a thread while it is asked. */
    private static final int MAX_LOCATIONS = 64;

    Settings {
      if (locations.size() > MAX_LOCATIONS) {
        throw new IllegalArgumentException(
            "locations of io.weft.discovery.registry has "
                + locations.size()
                + " values (limit "
                + MAX_LOCATIONS
                + "): put files into a directory, or peers into one file");
      }
      List<Location> all = new ArrayList<>(new java.util.LinkedHashSet<>(locations));
      data.map(folder -> new Location.OnDisk(folder.resolve(PEERS_FILE)))
          .filter(peers -> !all.contains(peers))
          .ifPresent(all::add);
      locations = List.copyOf(all);
      pins = Set.copyOf(pins);
    }

    static Settings of(RegistrySettings given, @Nullable String data) {
      Set<String> pins = new HashSet<>();
      for (String pin : given.certificate__pins()) {
        pins.add(PinnedTrust.pin(pin));
      }
      return new Settings(
          Arrays.stream(given.locations())
              .filter(text -> !text.isBlank())
              .map(text -> Location.parse(text.strip()))
              .toList(),
          Optional.ofNullable(data).map(folder -> Path.of(folder).toAbsolutePath()),
          Optional.of(given.publish().strip())
              .filter(text -> !text.isEmpty())
              .map(folder -> Path.of(folder).toAbsolutePath()),
          Duration.ofSeconds(given.refresh__s()),
          Duration.ofMillis(given.connect__timeout__ms()),
          Duration.ofMillis(given.timeout__ms()),
          given.max__bytes(),
          pins);
    }

    /** Where this node's own file is, if it has a folder for data. */
    Optional<Path> ownFile() {
      return data.map(folder -> folder.resolve(OWN_FILE));
    }

    /** Whether nothing is wrong if this is not there. */
    boolean optional(Path location) {
      return data.filter(folder -> folder.resolve(PEERS_FILE).equals(location)).isPresent();
    }
  }

  /**
   * In a framework.
   *
   * @throws IllegalArgumentException for a setting that can never work
   */
  @Activate
  public RegistryDiscovery(
      BundleContext context, @Reference Records records, RegistrySettings settings) {
    this(Settings.of(settings, context.getProperty("weft.data")), records, null, Clock.systemUTC());
  }

  /**
   * A provider without a framework around it.
   *
   * @param locations where to read, as in the settings
   * @throws IllegalArgumentException for a location that can never be one
   */
  public static RegistryDiscovery reading(List<String> locations, Records records) {
    Settings settings =
        new Settings(
            locations.stream().map(Location::parse).toList(),
            Optional.empty(),
            Optional.empty(),
            Duration.ofMinutes(1),
            Duration.ofSeconds(5),
            Duration.ofSeconds(15),
            8 << 20,
            Set.of());
    return new RegistryDiscovery(settings, records, null, Clock.systemUTC());
  }

  /**
   * @param roots whom to trust at URLs of https; null: whom the Java runtime trusts
   */
  RegistryDiscovery(Settings settings, Records records, @Nullable KeyStore roots, Clock clock) {
    this.settings = settings;
    this.records = records;
    this.roots = roots;
    this.clock = clock;
  }

  @Override
  public void start(Self self, SightingSink sink) {
    lock.lock();
    try {
      if (running != null) {
        throw new IllegalStateException("already started: close it first");
      }
      OwnFiles own = new OwnFiles(settings, self, sink);
      own.publish();
      Lookout lookout =
          new Lookout(
              settings,
              threads -> web(threads, self.bindAddress()),
              self,
              sink,
              new Judge(records, clock),
              clock,
              own::mend);
      running = new Running(self, own, lookout);
      lookout.start();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void refresh() {
    lock.lock();
    try {
      if (running != null) {
        running.own().publish();
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
      if (running != null) {
        running.lookout().close();
        running.own().close();
        running = null;
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Path file() {
    return settings.ownFile().orElseGet(() -> Path.of(OWN_FILE)).toAbsolutePath();
  }

  @Override
  public void save(Path file) throws IOException {
    Self self =
        self()
            .orElseThrow(
                () ->
                    new IOException(
                        "discovery by registry is switched off in this node, so it has no record to"
                            + " write: weft discovery on registry"));
    try {
      new Publication(self, settings.maxBytes()).save(file);
    } catch (IOException e) {
      throw new IOException(file + " cannot be written: " + Shown.reason(e), e);
    }
  }

  @Override
  public List<Entry> read(String location) throws InterruptedException {
    Optional<InetAddress> bind = self().flatMap(Self::bindAddress);
    try (Fetches fetches = new Fetches(threads -> web(threads, bind))) {
      return new Inspection(settings.maxBytes(), new Judge(records, clock), fetches, clock)
          .read(Location.parse(location), self().map(self -> self.record().network()));
    }
  }

  private Optional<Self> self() {
    lock.lock();
    try {
      return Optional.ofNullable(running).map(Running::self);
    } finally {
      lock.unlock();
    }
  }

  private Web web(ExecutorService threads, Optional<InetAddress> bind) {
    return new Web(
        settings.connectTimeout(),
        settings.timeout(),
        settings.maxBytes(),
        PinnedTrust.tls(roots, settings.pins()),
        threads,
        bind);
  }
}
