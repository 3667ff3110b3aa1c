package io.weft.shell.verb;

import io.weft.control.Controls;
import io.weft.control.Leases;
import io.weft.discovery.Discovery;
import io.weft.discovery.DiscoveryProvider;
import io.weft.discovery.NodeRegistry;
import io.weft.discovery.Queryable;
import io.weft.events.Events;
import io.weft.exchange.Codec;
import io.weft.exchange.Directory;
import io.weft.exchange.Encoded;
import io.weft.exchange.Exchange;
import io.weft.node.Metrics;
import io.weft.node.Node;
import io.weft.node.NodeId;
import io.weft.peer.PeerBook;
import io.weft.peer.PeerInfo;
import io.weft.peer.Peers;
import io.weft.transfer.FileTransfers;
import io.weft.trust.KeyRotation;
import io.weft.trust.OneTimeTickets;
import io.weft.trust.Revocations;
import io.weft.trust.Tickets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * What the verbs work on: the services of the running node, as they are at the moment, and the
 * framework. Services come and go while the shell stays. Safe on every thread.
 */
@Component(service = Mesh.class)
public final class Mesh {

  private final @Nullable BundleContext framework;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  volatile @Nullable Node node;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  volatile @Nullable Peers peers;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  volatile @Nullable PeerBook peerBook;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  volatile @Nullable Metrics metrics;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  volatile @Nullable Directory directory;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  volatile @Nullable Exchange exchange;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  volatile @Nullable Events events;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  volatile @Nullable Tickets tickets;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  volatile @Nullable KeyRotation rotation;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  volatile @Nullable OneTimeTickets onceTickets;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  volatile @Nullable Revocations revocations;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  volatile @Nullable NodeRegistry registry;

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  volatile List<DiscoveryProvider> discovery = List.of();

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  volatile @Nullable Discovery sources;

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  volatile List<Codec> codecs = List.of();

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  volatile @Nullable Controls controls;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  volatile @Nullable Leases leases;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  volatile @Nullable FileTransfers transfers;

  /** Of the framework that the shell is installed in. */
  @Activate
  public Mesh(BundleContext framework) {
    this.framework = framework;
  }

  /** Without a framework and without services: enough for help. */
  public Mesh() {
    this.framework = null;
  }

  /** The node, if it is there at the moment. */
  public Optional<Node> nodeNow() {
    return Optional.ofNullable(node);
  }

  /** All peers, as far as the node is there. */
  public List<PeerInfo> knownPeers() {
    Peers found = peers;
    return found == null ? List.of() : found.all();
  }

  Node node() {
    return ready(node);
  }

  Peers peers() {
    return ready(peers);
  }

  Metrics metrics() {
    return ready(metrics);
  }

  Discovery sources() {
    return ready(sources);
  }

  PeerBook peerBook() {
    return ready(peerBook);
  }

  Directory directory() {
    return ready(directory);
  }

  /** How many services of applications this node offers. */
  int offeredHere() {
    return (int) directory().local().stream().filter(each -> !Services.isOfWeft(each)).count();
  }

  /** How many services of applications a peer offers. */
  int offeredBy(NodeId peer) {
    return (int) directory().remote(peer).stream().filter(each -> !Services.isOfWeft(each)).count();
  }

  Exchange exchange() {
    return ready(exchange);
  }

  Events events() {
    return ready(events);
  }

  Tickets tickets() {
    return ofIdentity(tickets, "invite");
  }

  OneTimeTickets onceTickets() {
    return ofIdentity(onceTickets, "invite");
  }

  /** Whether an invitation is one for a single node in any case. */
  boolean invitesOnce() {
    OneTimeTickets found = onceTickets;
    return found != null && found.always();
  }

  Revocations revocations() {
    return ofIdentity(revocations, "revoke");
  }

  KeyRotation rotation() {
    return ofIdentity(rotation, "change this node's key");
  }

  NodeRegistry registry() {
    NodeRegistry found = registry;
    if (found == null) {
      throw new Failure(
          Exit.FAILED,
          "nobody here reads registry files: bundle io.weft.discovery.registry is not active (weft"
              + " bundles)");
    }
    return found;
  }

  /** The discovery providers that can ask everyone at once. */
  List<Queryable> queryable() {
    return discovery.stream()
        .filter(Queryable.class::isInstance)
        .map(Queryable.class::cast)
        .toList();
  }

  /**
   * What writes values of this process, which came by reference, as JSON; empty if nothing does.
   */
  Optional<Codec> jsonCodec(Class<?> type) {
    return codecs.stream()
        .filter(codec -> codec.contentType().equals(Encoded.JSON) && codec.accepts(type))
        .findFirst();
  }

  /** The transports of the framework, and what they say of themselves; none without one. */
  List<Carrier> carriers() {
    return framework == null ? List.of() : Carrier.all(framework);
  }

  BundleContext framework() {
    if (framework == null) {
      throw new Failure(Exit.FAILED, "there is no framework here");
    }
    return framework;
  }

  Controls controls() {
    return ofControl(controls);
  }

  Leases leases() {
    return ofControl(leases);
  }

  FileTransfers transfers() {
    FileTransfers found = transfers;
    if (found == null) {
      throw new Failure(
          Exit.FAILED,
          "this node moves no files: bundle io.weft.files is not active; weft up --feature files"
              + " starts a node with it");
    }
    return found;
  }

  private static <T> T ofControl(@Nullable T service) {
    if (service == null) {
      throw new Failure(
          Exit.FAILED,
          "this node has no control points: bundle io.weft.control is not active; weft up --feature"
              + " control starts a node with it");
    }
    return service;
  }

  private static <T> T ofIdentity(@Nullable T service, String what) {
    if (service == null) {
      throw new Failure(
          Exit.FAILED,
          "nobody here can " + what + ": bundle io.weft.identity is not active (weft bundles)");
    }
    return service;
  }

  private static <T> T ready(@Nullable T service) {
    if (service == null) {
      throw new Failure(
          Exit.FAILED, "the node is not ready: bundle io.weft.node is not active (weft bundles)");
    }
    return service;
  }
}
