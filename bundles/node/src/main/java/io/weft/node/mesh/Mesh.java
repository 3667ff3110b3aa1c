package io.weft.node.mesh;

import io.weft.discovery.Discovery;
import io.weft.discovery.DiscoveryProvider;
import io.weft.discovery.Records;
import io.weft.events.Events;
import io.weft.exchange.Codec;
import io.weft.exchange.Directory;
import io.weft.exchange.Exchange;
import io.weft.netif.InterfaceDetector;
import io.weft.node.Metrics;
import io.weft.node.Node;
import io.weft.node.NodeId;
import io.weft.node.NodeRecord;
import io.weft.node.access.AccessRules;
import io.weft.node.access.Permissions;
import io.weft.node.balancing.Balancers;
import io.weft.node.directory.LocalService;
import io.weft.node.directory.ServiceDirectory;
import io.weft.node.directory.SignedRecords;
import io.weft.node.limits.Limits;
import io.weft.node.metrics.Counts;
import io.weft.node.metrics.NodeMetrics;
import io.weft.node.packing.Compressions;
import io.weft.node.payload.Codecs;
import io.weft.node.peers.Neighbourhood;
import io.weft.node.peers.Providers;
import io.weft.node.router.CallRules;
import io.weft.node.router.HandlerThreads;
import io.weft.node.router.Interceptors;
import io.weft.node.router.Switchboard;
import io.weft.node.session.Drain;
import io.weft.node.session.Liveness;
import io.weft.node.session.Session;
import io.weft.node.standing.Deed;
import io.weft.node.transports.Dialler;
import io.weft.node.transports.Interfaces;
import io.weft.node.transports.Transports;
import io.weft.peer.PeerBook;
import io.weft.peer.PeerListener;
import io.weft.peer.PeerStore;
import io.weft.peer.Peers;
import io.weft.transport.Transport;
import io.weft.trust.Identity;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A whole node, without a framework around it: builds the rooms, connects them, and takes plug-ins
 * in and out while it runs. Safe on every thread.
 */
public final class Mesh implements Node, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Mesh.class);

  /** How long a stopping node waits for links that are being made. */
  private static final Duration SETTLE = Duration.ofMillis(500);

  /** How long the goodbye of a stopping node may take. */
  private static final Duration GOODBYE = Duration.ofMillis(1500);

  private final Identity.Watch ownCertificate;
  private final Limits limits;
  private final Host host;
  private volatile Settings settings;
  private final Clock clock = Clock.systemUTC();
  private final SecureRandom random = new SecureRandom();
  private final ScheduledThreadPoolExecutor clockwork = Ticks.clockwork();
  private final ExecutorService handlers = HandlerThreads.start("handler");
  private final Background background = new Background("links", Dialler.THREADS);

  private final Counts counts = new Counts();
  private final Codecs codecs = new Codecs();
  private final ServiceDirectory directory = new ServiceDirectory();
  private final Interfaces interfaces =
      new Interfaces(() -> settings().interfaceKinds(), this::networkChanged);
  private final Transports transports;
  private final TransportSwap swap;
  private final Neighbourhood peers;
  private final RevocationSpread revoked;
  private final Permissions permissions;
  private final SelfRecord self;
  private final Circulation circulation;
  private final Switchboard calls;
  private final Deadlines deadlines;
  private final Providers providers;

  private final AtomicBoolean closed = new AtomicBoolean();
  private final AtomicBoolean refreshing = new AtomicBoolean();
  private volatile boolean telling; // of its changes: when all is built, until it stops

  /**
   * @param liveness by the settings, as they are at the moment
   * @param rules who may call what, beside what services and policies say
   * @param limits what strangers and peers may cost; of this node only, as are the compressions
   * @param calling how this node calls others
   */
  public Mesh(
      Identity identity,
      Settings settings,
      Path data,
      Function<Settings, Liveness> liveness,
      AccessRules rules,
      Limits limits,
      Compressions compressions,
      CallRules calling) {
    this.settings = settings;
    this.limits = limits;
    counts.include(compressions::metrics);
    SignedRecords records = new SignedRecords(clock);
    long epoch = random.nextLong() | 1;
    host =
        new Host(
            identity,
            records,
            codecs,
            compressions,
            limits,
            background,
            epoch,
            () -> this.settings.maxMessageSize());
    transports =
        new Transports(
            () -> this.settings.listening(data),
            new Doors(host, limits, interfaces, () -> this.settings, clockwork, clock)::of);
    self =
        new SelfRecord(
            identity,
            () -> this.settings,
            transports,
            interfaces,
            directory,
            records,
            new Machine(Path.of("/")),
            clock);
    Dialler dialler =
        new Dialler(host, interfaces, () -> this.settings.linkOptions(), background, clock);
    peers =
        new Neighbourhood(
            new Neighbourhood.Surroundings(
                identity,
                records,
                directory,
                transports,
                interfaces,
                dialler,
                clockwork,
                background,
                clock,
                random,
                limits,
                () -> self.record().sequence(),
                counts),
            id -> new Session(host, id, this.settings.maxMessageSize()),
            self::sameMachine,
            () -> this.settings.company(),
            () -> this.settings.autoConnect(),
            this::forget,
            this::end);
    revoked = new RevocationSpread(identity.id(), peers, background::later);
    swap = new TransportSwap(transports, peers.table, peers.connector, background);
    circulation =
        new Circulation(
            new Circulation.Surroundings(identity.id(), epoch, codecs, directory, peers, limits),
            new Circulation.Threads(handlers, background, clockwork),
            () -> this.settings.relay(),
            this::offerChanged);
    permissions = new Permissions(rules, peers.table::roles, this::forbidden);
    limits.whenFlooded((peer, limit) -> peers.judge.saw(peer, Deed.FLOODED, limit));
    calls =
        new Switchboard(
            identity.id(),
            () -> this.settings.roles(),
            directory,
            permissions,
            limits,
            codecs,
            handlers,
            background,
            clockwork,
            peers.reach,
            calling,
            Ticks.later(clockwork, handlers),
            () -> this.settings.requestTimeout());
    deadlines = new Deadlines(peers::sessions);
    providers = new Providers(self, peers.arrivals, clock);
    host.open(
        new Host.Rooms(
            self, transports, peers, revoked, circulation, calls.dispatcher(), deadlines));
    self.meets(peers);
    telling = true;
    ownCertificate = identity.watch(this::selfChanged);
    new Ticks(
            () -> liveness.apply(this.settings),
            peers::sessions,
            this::everySecond,
            this::selfChanged)
        .on(clockwork);
  }

  private void forbidden(NodeId caller) {
    counts.add("weft.refusals", "reason", "access");
    peers.judge.saw(caller, Deed.FORBIDDEN, "");
  }

  // ---- what others call

  public Exchange exchange() {
    return calls.exchange();
  }

  public Events events() {
    return circulation.events;
  }

  public Peers peers() {
    return peers.table;
  }

  public Metrics metrics() {
    return new NodeMetrics(counts, limits.refusals()::snapshot, peers.table, peers::sessions);
  }

  public PeerBook peerBook() {
    return peers.wishes;
  }

  public Discovery discovery() {
    return providers;
  }

  public Records records() {
    return peers.believed;
  }

  public Directory directory() {
    return directory;
  }

  @Override
  public NodeRecord record() {
    return self.record();
  }

  @Override
  public boolean ready() {
    return !closed.get() && transports.settled() && !self.record().addresses().isEmpty();
  }

  public Settings settings() {
    return settings;
  }

  /** What strangers and peers may cost, and what was refused. */
  public Limits limits() {
    return limits;
  }

  /** Who chooses whom calls go to: takes load balancers in and out. */
  public Balancers balancers() {
    return calls.balancers();
  }

  /** Who may call what: takes policies in and out. */
  public Permissions permissions() {
    return permissions;
  }

  /** Who sees each request: takes interceptors in and out. */
  public Interceptors interceptors() {
    return calls.interceptors();
  }

  // ---- plug-ins

  public void add(Codec codec, int ranking) {
    codecs.add(codec, ranking);
  }

  public void remove(Codec codec) {
    codecs.remove(codec);
  }

  public void add(InterfaceDetector detector, int ranking) {
    interfaces.add(detector, ranking);
  }

  public void remove(InterfaceDetector detector) {
    interfaces.remove(detector);
  }

  public void add(PeerListener listener) {
    peers.table.add(listener);
  }

  public void remove(PeerListener listener) {
    peers.table.remove(listener);
  }

  /** Who was put out of the network, and is told to others. */
  RevocationSpread revoked() {
    return revoked;
  }

  /** Reads who is remembered, on another thread. */
  public void add(PeerStore store) {
    background.later(() -> peers.add(store));
  }

  /** Blocks until what is remembered is stored. */
  public void remove(PeerStore store) {
    peers.remove(store);
  }

  /** Starts the provider if the settings allow it. */
  public void add(DiscoveryProvider provider, String name) {
    providers.add(provider, name);
    providers.allow(settings::runs);
  }

  /** Blocks until the provider is closed, bounded. Peers that it found stay. */
  public void remove(DiscoveryProvider provider) {
    providers.remove(provider);
  }

  /** Offers a service to the network. */
  public void add(LocalService service) {
    directory.add(service);
    offerChanged();
  }

  /** Offers it no longer. */
  public void remove(LocalService service) {
    directory.remove(service);
    offerChanged();
  }

  /** Offers a service with another description, without a gap. */
  void replace(LocalService before, LocalService after) {
    directory.replace(before, after);
    offerChanged();
  }

  /** Listens on the transport and dials with it, on another thread. */
  public void add(Transport transport, List<String> schemes, String listenTemplate) {
    add(transport, schemes, listenTemplate, Transport.USUAL_COST);
  }

  /**
   * The same for a transport that is cheaper or dearer than others.
   *
   * @param costPercent see {@link Transport#COST}
   */
  public void add(
      Transport transport, List<String> schemes, String listenTemplate, int costPercent) {
    Transports.Installed added = transports.add(transport, schemes, listenTemplate, costPercent);
    background.later(
        () -> {
          if (swap.listen(added, settings.linkOptions(), this::selfChanged)) {
            providers.allow(settings::runs);
          }
          peers.ways.networkChanged();
        });
  }

  /**
   * Lets go of everything made with this transport, without losing a request; blocks until that is
   * done, bounded.
   */
  public void remove(Transport transport) {
    if (!closed.get()) {
      swap.remove(transport);
      selfChanged();
    }
  }

  // ---- changes

  /**
   * Takes new settings in while the node runs: names, roles, tags, time-outs and discovery at once,
   * limits for new links; where to listen by listening anew.
   */
  public void apply(Settings next) {
    Settings before = settings;
    settings = next;
    boolean moved = next.listensElsewhereThan(before);
    if (!before.linkOptions().equals(next.linkOptions())) {
      LOG.info(
          "security_enabled, connection_timeout_ms, max_connections and max_message_size take"
              + " effect on links that are made from now on");
    }
    background.later(
        () -> {
          if (moved) {
            transports.listenAnew(next.linkOptions());
          }
          circulation.relay.settingsChanged();
          interfaces.lookAgain();
          selfChanged();
          providers.allow(next::runs);
        });
  }

  private void networkChanged() {
    if (telling) {
      selfChanged();
      background.later(peers.ways::networkChanged);
    }
  }

  private void offerChanged() {
    if (telling) {
      circulation.advertiser.changed();
      selfChanged();
    }
  }

  /** Changes that come together make one new record. */
  private void selfChanged() {
    if (telling && refreshing.compareAndSet(false, true)) {
      background.later(
          () -> {
            refreshing.set(false);
            if (self.refresh()) {
              providers.refresh();
              circulation.advertiser.recordChanged(self.signedRecord());
            }
          });
    }
  }

  private void forget(Session session) {
    circulation.forget(session);
    background.later(() -> session.giveUpWaiting("its node is away"));
  }

  private void end(Session session) {
    limits.forget(session.peer());
    circulation.forget(session);
    background.later(() -> session.end("its node is gone"));
  }

  private void everySecond() {
    if (peers.everySecond()) {
      circulation.relay.look();
      background.later(peers::flush);
    }
    transports.retry(background::later, settings.linkOptions(), this::selfChanged);
  }

  // ---- the end

  /** Others turn elsewhere at once; what they ask before they hear of it is still done. */
  void sayLeaving() {
    telling = false;
    peers.sayLeaving();
  }

  /**
   * Says goodbye on all links, lets what is under way finish for a moment, and frees everything.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    ownCertificate.close();
    calls.dispatcher().stop();
    host.stop();
    sayLeaving(); // first: others shall turn elsewhere at once
    permissions.close();
    providers.close();
    for (Transports.Installed each : transports.all()) {
      transports.remove(each.transport());
      each.settle(SETTLE);
    }
    List<Session> sessions = peers.sessions();
    Drain.goodbye(sessions, GOODBYE, background);
    sessions.forEach(session -> session.end("this node is stopping"));
    circulation.events.close();
    interfaces.close();
    deadlines.close();
    clockwork.shutdownNow();
    peers.close();
    handlers.shutdownNow();
    calls.close();
    background.stop();
  }
}
