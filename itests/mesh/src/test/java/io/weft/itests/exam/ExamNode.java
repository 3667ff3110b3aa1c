package io.weft.itests.exam;

import io.weft.exchange.Directory;
import io.weft.exchange.Exchange;
import io.weft.itests.RunningNode;
import io.weft.itests.Site;
import io.weft.node.Node;
import io.weft.peer.PeerEvent;
import io.weft.peer.PeerInfo;
import io.weft.peer.PeerListener;
import io.weft.peer.Peers;
import io.weft.testkit.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.startlevel.FrameworkStartLevel;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.util.tracker.ServiceTracker;

/** The node in the framework of a Pax Exam test, and a neighbour in a process of its own. */
final class ExamNode {
  /** Far more than anything here takes on a machine that also builds. */
  static final Duration LONG = Duration.ofSeconds(60);

  private static final String NETWORK = "io.weft.network";

  /** Above the level of all features. */
  private static final int TOP_LEVEL = 100;

  private static ExamNode running;

  private final BundleContext context;
  private final Path root;
  private final Site site;
  private final RunningNode neighbour;
  private final Map<Class<?>, ServiceTracker<?, ?>> trackers = new ConcurrentHashMap<>();
  private final List<PeerEvent.Kind> peerEvents = new CopyOnWriteArrayList<>();

  /** The two nodes, connected; started by the first test of a class. */
  static ExamNode in(BundleContext context) {
    if (running == null) {
      running = new ExamNode(context);
    }
    running.connected();
    return running;
  }

  private ExamNode(BundleContext context) {
    this.context = context;
    this.root = Path.of(context.getProperty(Exam.ROOT));
    this.site = new Site(root);
    Runtime.getRuntime().addShutdownHook(new Thread(this::end));
    this.neighbour = site.start("neighbour", "--feature", "hello");
    configure(Map.of());
    setConfiguration("io.weft.discovery.local", Map.of("directory", site.runtime().toString()));
    context.getBundle(0).adapt(FrameworkStartLevel.class).setStartLevel(TOP_LEVEL);
    Eventually.until("all bundles are active", LONG, () -> inactive().isEmpty());
    context.registerService(
        PeerListener.class, (peer, event) -> peerEvents.add(event.kind()), null);
    neighbour.ready();
  }

  /** Pax Exam tells nobody when the last test of a class is over; the process ends then. */
  private void end() {
    site.close();
    try (Stream<Path> files = Files.walk(root)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The node in the other process. */
  RunningNode neighbour() {
    return neighbour;
  }

  Site site() {
    return site;
  }

  /** Changes the network configuration; what is not named has its usual value for tests. */
  void configure(Map<String, Object> settings) {
    Map<String, Object> all = new HashMap<>();
    all.put("name", "exam");
    all.put("bind_address", "127.0.0.1");
    all.put("discovery_providers", new String[] {"local"});
    all.putAll(settings);
    setConfiguration(NETWORK, all);
  }

  /** Changes any other configuration. */
  void setConfiguration(String pid, Map<String, ?> settings) {
    try {
      service(ConfigurationAdmin.class)
          .getConfiguration(pid, "?")
          .update(FrameworkUtil.asDictionary(settings));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A service of the framework, as soon as it is there. */
  <T> T service(Class<T> type) {
    try {
      Object found = tracker(type).waitForService(LONG.toMillis());
      if (found == null) {
        throw new AssertionError("no " + type.getName() + " within " + LONG);
      }
      return type.cast(found);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** Trackers stay open: Config Admin's service ends with the last use of it. */
  private ServiceTracker<?, ?> tracker(Class<?> type) {
    return trackers.computeIfAbsent(
        type,
        missing -> {
          ServiceTracker<?, ?> tracker = new ServiceTracker<>(context, type, null);
          tracker.open();
          return tracker;
        });
  }

  Node node() {
    return service(Node.class);
  }

  Exchange exchange() {
    return service(Exchange.class);
  }

  Directory directory() {
    return service(Directory.class);
  }

  private Optional<PeerInfo> peer() {
    return service(Peers.class).all().stream()
        .filter(peer -> peer.name().equals("neighbour"))
        .findFirst();
  }

  /** Since when this node is connected with the neighbour without a break. */
  Instant connectedSince() {
    return peer()
        .flatMap(PeerInfo::connectedSince)
        .orElseThrow(() -> new AssertionError("not connected with the neighbour"));
  }

  /** What has happened with the neighbour since the last call. */
  List<PeerEvent.Kind> peerEvents() {
    List<PeerEvent.Kind> seen = List.copyOf(peerEvents);
    peerEvents.clear();
    return seen;
  }

  /** Waits until both nodes see each other and the neighbour's service is known here. */
  void connected() {
    Eventually.until(
        "connected with the neighbour",
        LONG,
        () ->
            peer().map(PeerInfo::state).equals(Optional.of(PeerInfo.State.CONNECTED))
                && !directory().remote("hello").isEmpty());
    neighbour.until("connected", LONG, () -> neighbour.stateOf("exam").equals("connected"));
  }

  private List<Bundle> inactive() {
    return Arrays.stream(context.getBundles())
        .filter(bundle -> bundle.getHeaders("").get(Constants.FRAGMENT_HOST) == null)
        .filter(bundle -> bundle.getState() != Bundle.ACTIVE)
        .toList();
  }

  /** The only bundle of this name. */
  Bundle bundle(String symbolicName) {
    return Arrays.stream(context.getBundles())
        .filter(bundle -> symbolicName.equals(bundle.getSymbolicName()))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no bundle " + symbolicName));
  }

  /** Stops a bundle and starts it again. */
  Bundle restart(Bundle bundle) throws BundleException {
    bundle.stop();
    bundle.start();
    return bundle;
  }

  /** Reads a bundle's jar again. */
  Bundle update(Bundle bundle) throws BundleException {
    bundle.update();
    return bundle;
  }

  /** Uninstalls a bundle and installs it again. */
  Bundle reinstall(Bundle bundle) throws BundleException {
    String location = bundle.getLocation();
    int level = bundle.adapt(BundleStartLevel.class).getStartLevel();
    bundle.uninstall();
    Bundle again = context.installBundle(location);
    again.adapt(BundleStartLevel.class).setStartLevel(level);
    again.start();
    return again;
  }

  /** Wires a bundle anew. */
  Bundle refresh(Bundle bundle) {
    CountDownLatch done = new CountDownLatch(1);
    context
        .getBundle(0)
        .adapt(FrameworkWiring.class)
        .refreshBundles(List.of(bundle), event -> done.countDown());
    try {
      if (!done.await(LONG.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("the refresh of " + bundle + " does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return bundle;
  }
}
