package io.weft.node.mesh;

import io.weft.discovery.Discovery;
import io.weft.discovery.DiscoveryProvider;
import io.weft.discovery.Records;
import io.weft.events.EventHandler;
import io.weft.events.Events;
import io.weft.exchange.Codec;
import io.weft.exchange.Compression;
import io.weft.exchange.Directory;
import io.weft.exchange.Exchange;
import io.weft.exchange.Handler;
import io.weft.exchange.Interceptor;
import io.weft.exchange.LoadBalancer;
import io.weft.netif.InterfaceDetector;
import io.weft.node.MetricSource;
import io.weft.node.Metrics;
import io.weft.node.Node;
import io.weft.node.access.AccessRules;
import io.weft.node.limits.Limits;
import io.weft.node.metrics.AllMetrics;
import io.weft.node.packing.Compressions;
import io.weft.node.router.CallRules;
import io.weft.node.session.Liveness;
import io.weft.peer.PeerBook;
import io.weft.peer.PeerListener;
import io.weft.peer.PeerStore;
import io.weft.peer.Peers;
import io.weft.transport.Transport;
import io.weft.trust.AccessPolicy;
import io.weft.trust.Identity;
import io.weft.trust.Revocations;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The node in a framework: its settings from Config Admin, its plug-ins from the service registry.
 * A transport is unbound only when no link of it is left; that is when its bundle may stop.
 */
@Component(
    service = {},
    immediate = true,
    configurationPid = "io.weft.network")
@Designate(ocd = NetworkSettings.class)
public final class MeshComponent {
  private static final Logger LOG = LoggerFactory.getLogger(MeshComponent.class);

  private final BundleContext context;
  private final Mesh mesh;
  private final Whiteboard whiteboard;
  private final AllMetrics metrics;
  private final Compressions compressions;
  private final FrameworkStop frameworkStop;
  private final List<ServiceRegistration<?>> registered = new ArrayList<>();

  /**
   * Builds the node; plug-ins are bound next.
   *
   * @throws IllegalArgumentException for a setting that cannot be used
   */
  @Activate
  public MeshComponent(
      BundleContext context,
      @Reference Identity identity,
      @Reference AccessRules rules,
      @Reference Limits limits,
      @Reference Compressions compressions,
      @Reference CallRules calls,
      NetworkSettings settings) {
    this.context = context;
    String data = context.getProperty("weft.data");
    this.mesh =
        new Mesh(
            identity,
            Settings.of(settings),
            Path.of(data == null ? "." : data).toAbsolutePath(),
            now -> Liveness.keptAlive(now.keepAlive()),
            rules,
            limits,
            compressions,
            calls);
    this.whiteboard = new Whiteboard(mesh);
    this.metrics = new AllMetrics(mesh.metrics());
    this.compressions = compressions;
    this.frameworkStop = new FrameworkStop(context, mesh::sayLeaving);
  }

  @Activate
  void register() {
    register(Node.class, mesh);
    register(Exchange.class, mesh.exchange());
    register(Events.class, mesh.events());
    register(Peers.class, mesh.peers());
    register(PeerBook.class, mesh.peerBook());
    register(Metrics.class, metrics);
    register(Directory.class, mesh.directory());
    register(Discovery.class, mesh.discovery());
    register(Records.class, mesh.records());
  }

  private <T> void register(Class<T> type, T service) {
    registered.add(context.registerService(type, service, null));
  }

  @Modified
  void modified(NetworkSettings settings) {
    try {
      mesh.apply(Settings.of(settings));
    } catch (IllegalArgumentException e) {
      LOG.warn("io.weft.network: {}; the settings before it stay", e.getMessage());
    }
  }

  @Deactivate
  void deactivate() {
    frameworkStop.close();
    for (int i = registered.size() - 1; i >= 0; i--) {
      registered.get(i).unregister();
    }
    mesh.close();
  }

  // ---- plug-ins

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void bindCodec(Codec codec, Map<String, Object> properties) {
    mesh.add(codec, ranking(properties));
  }

  void unbindCodec(Codec codec) {
    mesh.remove(codec);
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void bindCompression(Compression compression) {
    compressions.add(compression);
  }

  /** Blocks, bounded, until no peer sends what only this one can undo. */
  void unbindCompression(Compression compression) {
    compressions.remove(compression);
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void bindDetector(InterfaceDetector detector, Map<String, Object> properties) {
    mesh.add(detector, ranking(properties));
  }

  void unbindDetector(InterfaceDetector detector) {
    mesh.remove(detector);
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void bindHandler(Handler handler, Map<String, Object> properties) {
    whiteboard.offer(handler, properties, owner(properties));
  }

  void unbindHandler(Handler handler) {
    whiteboard.withdraw(handler);
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void bindEventHandler(EventHandler handler, Map<String, Object> properties) {
    whiteboard.subscribe(handler, properties, owner(properties));
  }

  void unbindEventHandler(EventHandler handler) {
    whiteboard.unsubscribe(handler);
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void bindPeerListener(PeerListener listener) {
    mesh.add(listener);
  }

  void unbindPeerListener(PeerListener listener) {
    mesh.remove(listener);
  }

  @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
  void bindRevocations(Revocations list) {
    mesh.revoked().use(list);
  }

  void unbindRevocations(Revocations list) {
    mesh.revoked().leave(list);
  }

  @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
  void bindStore(PeerStore store) {
    mesh.add(store);
  }

  void unbindStore(PeerStore store) {
    mesh.remove(store);
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void bindBalancer(LoadBalancer balancer, Map<String, Object> properties) {
    if (properties.get(LoadBalancer.NAME) instanceof String name && !name.isBlank()) {
      mesh.balancers().add(balancer, name, ranking(properties));
    } else {
      LOG.warn(
          "a load balancer of {} is not used: {} (String) must be set",
          owner(properties),
          LoadBalancer.NAME);
    }
  }

  void unbindBalancer(LoadBalancer balancer) {
    mesh.balancers().remove(balancer);
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void bindInterceptor(Interceptor interceptor, Map<String, Object> properties) {
    mesh.interceptors().add(interceptor, ranking(properties));
  }

  void unbindInterceptor(Interceptor interceptor) {
    mesh.interceptors().remove(interceptor);
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void bindMetricSource(MetricSource source) {
    metrics.add(source);
  }

  void unbindMetricSource(MetricSource source) {
    metrics.remove(source);
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void bindPolicy(AccessPolicy policy) {
    mesh.permissions().add(policy);
  }

  void unbindPolicy(AccessPolicy policy) {
    mesh.permissions().remove(policy);
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void bindTransport(Transport transport, Map<String, Object> properties) {
    Object schemes = properties.get(Transport.SCHEMES);
    Object listen = properties.get(Transport.LISTEN);
    if (!(schemes instanceof String[] names) || !(listen instanceof String template)) {
      LOG.warn(
          "a transport of {} is not used: {} (String[]) and {} (String) must be set",
          owner(properties),
          Transport.SCHEMES,
          Transport.LISTEN);
      return;
    }
    Object cost = properties.get(Transport.COST);
    mesh.add(
        transport,
        List.of(names),
        template,
        cost instanceof Integer percent ? percent : Transport.USUAL_COST);
  }

  void unbindTransport(Transport transport) {
    mesh.remove(transport);
  }

  @Reference(
      service = DiscoveryProvider.class,
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC)
  void bindProvider(DiscoveryProvider provider, Map<String, Object> properties) {
    Object name = properties.get(DiscoveryProvider.NAME);
    mesh.add(provider, name == null ? provider.getClass().getSimpleName() : name.toString());
  }

  void unbindProvider(DiscoveryProvider provider) {
    mesh.remove(provider);
  }

  private static int ranking(Map<String, Object> properties) {
    return properties.get("service.ranking") instanceof Integer ranking ? ranking : 0;
  }

  private String owner(Map<String, Object> properties) {
    Bundle bundle =
        properties.get("service.bundleid") instanceof Long id ? context.getBundle(id) : null;
    return bundle == null ? "an unknown bundle" : bundle.getSymbolicName();
  }
}
