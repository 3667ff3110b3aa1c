package io.weft.bench;

import io.weft.discovery.local.LocalDiscovery;
import io.weft.discovery.mdns.MdnsDiscovery;
import io.weft.discovery.multicast.MulticastDiscovery;
import io.weft.exchange.Compression;
import io.weft.exchange.Handler;
import io.weft.exchange.ServiceDescription;
import io.weft.identity.IdentitySettings;
import io.weft.identity.NodeIdentity;
import io.weft.node.access.AccessRules;
import io.weft.node.directory.LocalService;
import io.weft.node.limits.Limits;
import io.weft.node.mesh.Mesh;
import io.weft.node.mesh.Settings;
import io.weft.node.packing.CompressionValues;
import io.weft.node.packing.Compressions;
import io.weft.node.peers.CompanySize;
import io.weft.node.router.CallRules;
import io.weft.node.session.Liveness;
import io.weft.peer.PeerInfo;
import io.weft.transport.Transport;
import io.weft.transport.quic.QuicSettings;
import io.weft.transport.quic.QuicTransport;
import io.weft.transport.tcp.TcpSettings;
import io.weft.transport.tcp.TcpTransport;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A node without a framework around it: TCP or QUIC with mutual TLS on the loopback interface,
 * found through a runtime directory.
 */
final class WeftNode implements AutoCloseable {

  /** How often the runtime directory is looked at where the system tells nothing. */
  private static final Duration RESCAN = Duration.ofMillis(500);

  /** A heartbeat each second, as often as the clock looks: a pair is measured for few seconds. */
  private static final Liveness FREQUENT =
      new Liveness(
          Liveness.DEFAULT.remote(),
          new Liveness.Pace(
              Duration.ofMillis(900),
              Liveness.DEFAULT.local().silenceLimit(),
              Liveness.DEFAULT.local().mostPatience()));

  /** The default of {@code discovery.multicast} and of the environment's DISCOVERY_PORT. */
  private static final int LAN_PORT = 54321;

  /** The default of {@code discovery.mdns}. */
  private static final Duration QUESTIONS = Duration.ofSeconds(30);

  private final NodeIdentity identity;
  private final Runnable closeTransport;
  private final Mesh mesh;
  private final Compressions compressions;

  private WeftNode(
      NodeIdentity identity, Runnable closeTransport, Mesh mesh, Compressions compressions) {
    this.identity = identity;
    this.closeTransport = closeTransport;
    this.mesh = mesh;
    this.compressions = compressions;
  }

  /**
   * @param folder nodes with the same folder are of one network and find each other
   */
  static WeftNode start(Path folder, String name) {
    return start(
        name, folder.resolve(name), folder.resolve("config"), folder.resolve("runtime"), FREQUENT);
  }

  /**
   * @param config the folder with the network's key
   * @param runtime the directory in which nodes meet
   */
  static WeftNode start(String name, Path data, Path config, Path runtime) {
    return start(name, data, config, runtime, Liveness.DEFAULT);
  }

  private static WeftNode start(
      String name, Path data, Path config, Path runtime, Liveness liveness) {
    NodeIdentity identity =
        NodeIdentity.open(data, config, IdentitySettings.DEFAULT, Clock.systemUTC());
    TcpTransport transport = new TcpTransport(identity, TcpSettings.DEFAULT);
    return start(name, data, runtime, identity, transport, transport::close, "tcp", liveness);
  }

  /** A node that links over QUIC only. */
  static WeftNode startQuic(Path folder, String name) {
    Path data = folder.resolve(name);
    NodeIdentity identity =
        NodeIdentity.open(
            data, folder.resolve("config"), IdentitySettings.DEFAULT, Clock.systemUTC());
    QuicTransport transport = new QuicTransport(identity, QuicSettings.DEFAULT);
    return start(
        name,
        data,
        folder.resolve("runtime"),
        identity,
        transport,
        transport::close,
        "quic",
        FREQUENT);
  }

  private static WeftNode start(
      String name,
      Path data,
      Path runtime,
      NodeIdentity identity,
      Transport transport,
      Runnable closeTransport,
      String scheme,
      Liveness liveness) {
    Settings settings = Settings.of(name, Optional.of(InetAddress.getLoopbackAddress()));
    Compressions packing = new Compressions();
    Mesh mesh =
        new Mesh(
            identity,
            settings,
            data,
            now -> liveness,
            new AccessRules(),
            new Limits(),
            packing,
            new CallRules());
    mesh.add(transport, List.of(scheme), scheme + "://{bind}:{port}");
    mesh.add(new LocalDiscovery(new LocalDiscovery.Settings(runtime, RESCAN)), "local");
    return new WeftNode(identity, closeTransport, mesh, packing);
  }

  /**
   * A node on one address of this machine that is found by nothing until it is told by what.
   *
   * @param config the folder with the network's key
   */
  static WeftNode startOn(
      InetAddress bind, String name, Path data, Path config, CompanySize company) {
    NodeIdentity identity =
        NodeIdentity.open(data, config, IdentitySettings.DEFAULT, Clock.systemUTC());
    TcpTransport transport = new TcpTransport(identity, TcpSettings.DEFAULT);
    Compressions packing = new Compressions();
    Mesh mesh =
        new Mesh(
            identity,
            with(Settings.of(name, Optional.of(bind)), company, true),
            data,
            now -> Liveness.DEFAULT,
            new AccessRules(),
            new Limits(),
            packing,
            new CallRules());
    mesh.add(transport, List.of("tcp"), "tcp://{bind}:{port}");
    return new WeftNode(identity, transport::close, mesh, packing);
  }

  /** A node that links with nobody by itself. */
  static WeftNode startAlone(String name, Path data, Path config) {
    NodeIdentity identity =
        NodeIdentity.open(data, config, IdentitySettings.DEFAULT, Clock.systemUTC());
    Settings settings = Settings.of(name, Optional.of(InetAddress.getLoopbackAddress()));
    Compressions packing = new Compressions();
    Mesh mesh =
        new Mesh(
            identity,
            with(settings, CompanySize.STANDARD, false),
            data,
            now -> Liveness.DEFAULT,
            new AccessRules(),
            new Limits(),
            packing,
            new CallRules());
    return new WeftNode(identity, () -> {}, mesh, packing);
  }

  private static Settings with(Settings s, CompanySize company, boolean autoConnect) {
    return new Settings(
        s.name(),
        s.bind(),
        s.port(),
        s.listen(),
        s.bulkListen(),
        s.roles(),
        s.tags(),
        s.discoveryEnabled(),
        s.discoveryProviders(),
        s.securityEnabled(),
        s.connectionTimeout(),
        s.requestTimeout(),
        s.keepAlive(),
        s.maxConnections(),
        s.maxMessageSize(),
        s.interfaceKinds(),
        company,
        autoConnect,
        s.relay());
  }

  /** Is found by these from now on: of {@code multicast} and {@code mdns}. */
  void findBy(Collection<String> sources) {
    for (String source : sources) {
      mesh.add(
          switch (source) {
            case "multicast" ->
                new MulticastDiscovery(MulticastDiscovery.Settings.onPort(LAN_PORT), identity);
            case "mdns" ->
                new MdnsDiscovery(new MdnsDiscovery.Settings("_weft._tcp.local.", QUESTIONS));
            default -> throw new IllegalArgumentException("no source " + source);
          },
          source);
    }
  }

  /** Compresses from now on, within the machine, too. */
  void packBy(Compression compression) {
    compressions.change(
        new CompressionValues(
            CompressionValues.DEFAULT.fromBytes(),
            List.of(compression.name()),
            true,
            CompressionValues.DEFAULT.upToMbps()));
    compressions.add(compression);
  }

  Mesh mesh() {
    return mesh;
  }

  /** Offers a service with one action. */
  void offer(String path, String action, boolean nonBlocking, Handler handler) {
    ServiceDescription description =
        new ServiceDescription(path, "1.0.0", "", Set.of(action), List.of());
    mesh.add(new LocalService(identity.id(), description, handler, nonBlocking, "bench"));
  }

  /** Other nodes that it knows. */
  long knownPeers() {
    return mesh.peers().all().stream().filter(peer -> peer.state() != PeerInfo.State.GONE).count();
  }

  /** Peers that it has a link to. */
  long connectedPeers() {
    return mesh.peers().all().stream()
        .filter(peer -> peer.state() == PeerInfo.State.CONNECTED)
        .count();
  }

  @Override
  public void close() {
    mesh.close();
    closeTransport.run();
  }
}
