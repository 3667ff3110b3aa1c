package io.weft.bench;

import io.weft.discovery.local.LocalDiscovery;
import io.weft.exchange.Handler;
import io.weft.exchange.ServiceDescription;
import io.weft.identity.IdentitySettings;
import io.weft.identity.NodeIdentity;
import io.weft.node.directory.LocalService;
import io.weft.node.mesh.Mesh;
import io.weft.node.mesh.Settings;
import io.weft.peer.PeerInfo;
import io.weft.transport.tcp.TcpSettings;
import io.weft.transport.tcp.TcpTransport;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A node without a framework around it: TCP with mutual TLS on the loopback interface, found
 * through a runtime directory.
 */
final class WeftNode implements AutoCloseable {

  /** How often the runtime directory is looked at where the system tells nothing. */
  private static final Duration RESCAN = Duration.ofMillis(500);

  private final NodeIdentity identity;
  private final TcpTransport transport;
  private final Mesh mesh;

  private WeftNode(NodeIdentity identity, TcpTransport transport, Mesh mesh) {
    this.identity = identity;
    this.transport = transport;
    this.mesh = mesh;
  }

  /**
   * @param folder nodes with the same folder are of one network and find each other
   */
  static WeftNode start(Path folder, String name) {
    return start(name, folder.resolve(name), folder.resolve("config"), folder.resolve("runtime"));
  }

  /**
   * @param config the folder with the network's key
   * @param runtime the directory in which nodes meet
   */
  static WeftNode start(String name, Path data, Path config, Path runtime) {
    NodeIdentity identity =
        NodeIdentity.open(data, config, IdentitySettings.DEFAULT, Clock.systemUTC());
    Settings settings = Settings.of(name, Optional.of(InetAddress.getLoopbackAddress()));
    Mesh mesh = new Mesh(identity, settings, data);
    TcpTransport transport = new TcpTransport(identity, TcpSettings.DEFAULT);
    mesh.add(transport, List.of("tcp"), "tcp://{bind}:{port}");
    mesh.add(new LocalDiscovery(new LocalDiscovery.Settings(runtime, RESCAN)), "local");
    return new WeftNode(identity, transport, mesh);
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

  /** Peers that it has a link to. */
  long connectedPeers() {
    return mesh.peers().all().stream()
        .filter(peer -> peer.state() == PeerInfo.State.CONNECTED)
        .count();
  }

  @Override
  public void close() {
    mesh.close();
    transport.close();
  }
}
