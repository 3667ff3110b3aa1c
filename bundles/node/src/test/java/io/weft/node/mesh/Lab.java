package io.weft.node.mesh;

import io.weft.exchange.Handler;
import io.weft.exchange.RemoteService;
import io.weft.exchange.ServiceDescription;
import io.weft.identity.TrialNetwork;
import io.weft.node.NodeId;
import io.weft.node.access.AccessRules;
import io.weft.node.directory.LocalService;
import io.weft.node.directory.RemoteEntry;
import io.weft.node.limits.Limits;
import io.weft.node.packing.Compressions;
import io.weft.node.router.CallRules;
import io.weft.node.session.Liveness;
import io.weft.peer.PeerInfo;
import io.weft.testkit.Eventually;
import io.weft.testkit.Faults;
import io.weft.testkit.FaultyTransport;
import io.weft.testkit.MemoryHub;
import io.weft.testkit.MemoryTransport;
import io.weft.trust.Identity;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.UnaryOperator;

/** Whole nodes in one process: they find each other on a board and link through memory. */
final class Lab implements AutoCloseable {
  static final Duration SOON = Duration.ofSeconds(10);

  private static final String LISTEN = "mem://here:{port}";

  final MemoryHub hub = new MemoryHub();
  final Board board;
  final TrialNetwork trial;
  private final Path folder;
  private final List<Member> members = new ArrayList<>();
  Liveness liveness = Liveness.DEFAULT;

  Lab(Path folder) {
    this(folder, (reader, author) -> true);
  }

  /**
   * @param shows whether the first one is told of the second one
   */
  Lab(Path folder, BiPredicate<NodeId, NodeId> shows) {
    this.board = new Board(shows);
    this.folder = folder;
    this.trial = new TrialNetwork(folder.resolve("trial"));
  }

  /** A node and its transport. */
  final class Member {
    final Mesh mesh;
    final Identity identity;
    final Faults faults = new Faults();
    final AccessRules rules = new AccessRules();
    final Limits limits = new Limits();
    final Compressions packing = new Compressions();
    final CallRules calls = new CallRules();
    MemoryTransport transport;
    private FaultyTransport plugged;

    Member(Identity identity, Settings settings) {
      this.identity = identity;
      this.mesh =
          new Mesh(identity, settings, folder, now -> liveness, rules, limits, packing, calls);
      plug();
      mesh.add(board.provider(), "board");
    }

    NodeId id() {
      return identity.id();
    }

    /** Gives it a transport. */
    void plug() {
      transport = new MemoryTransport(identity, hub);
      plugged = new FaultyTransport(transport, faults);
      mesh.add(plugged, List.of(MemoryTransport.SCHEME), LISTEN);
    }

    /** Takes the transport away as a stopping bundle does: unbound first, stopped then. */
    void unplug() {
      FaultyTransport going = plugged;
      mesh.remove(going);
      going.close();
    }

    /** Offers a service with one action. */
    LocalService offer(String path, String action, Handler handler) {
      return offer(path, action, handler, false);
    }

    LocalService offer(String path, String action, Handler handler, boolean nonBlocking) {
      return offer(
          new ServiceDescription(path, "1.0.0", "", Set.of(action), List.of()),
          handler,
          nonBlocking);
    }

    LocalService offer(ServiceDescription description, Handler handler, boolean nonBlocking) {
      LocalService service = new LocalService(id(), description, handler, nonBlocking, "a test");
      mesh.add(service);
      return service;
    }

    boolean connectedTo(Member other) {
      return stateOf(other) == PeerInfo.State.CONNECTED;
    }

    PeerInfo.State stateOf(Member other) {
      return mesh.peers().find(other.id()).map(PeerInfo::state).orElse(null);
    }

    /**
     * Waits until so many nodes offer it, each over a link of its own: while one is heard of by way
     * of another, calls do not count it among those that are linked.
     */
    void awaitService(String path, int nodes) {
      Eventually.until(
          nodes + " linked nodes offer " + path,
          SOON,
          () -> {
            List<RemoteService> all = mesh.directory().remote(path);
            return all.size() == nodes
                && all.stream().noneMatch(each -> ((RemoteEntry) each).isBeyond());
          });
    }

    /** Waits until so many nodes offer it, linked or by way of others. */
    void awaitServiceByAnyWay(String path, int nodes) {
      Eventually.until(
          nodes + " nodes offer " + path,
          SOON,
          () -> mesh.directory().remote(path).size() == nodes);
    }
  }

  Member start(String name) {
    return start(name, settings -> settings);
  }

  Member start(String name, UnaryOperator<Settings> change) {
    return start(trial.member(name), name, change);
  }

  Member start(Identity identity, String name, UnaryOperator<Settings> change) {
    Settings settings = Settings.of(name, Optional.of(InetAddress.getLoopbackAddress()));
    Member member = new Member(identity, change.apply(settings));
    members.add(member);
    return member;
  }

  /** Waits until these two are connected, both ways. */
  static void awaitConnected(Member a, Member b) {
    Eventually.until("both nodes are connected", SOON, () -> a.connectedTo(b) && b.connectedTo(a));
  }

  /** What a node knows of the others, for messages. */
  static String describe(Member member) {
    StringBuilder text = new StringBuilder("node " + member.id().shortText() + "\n");
    for (PeerInfo peer : member.mesh.peers().all()) {
      text.append("  knows ").append(peer.id().shortText()).append(' ').append(peer.state());
      text.append("\n");
      peer.links().forEach(link -> text.append("    ").append(link).append("\n"));
      member.mesh.peers().history(peer.id()).forEach(e -> text.append("    " + e + "\n"));
    }
    return text.toString();
  }

  @Override
  public void close() {
    members.forEach(member -> member.mesh.close());
    members.forEach(member -> member.plugged.close());
  }
}
