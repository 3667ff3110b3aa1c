package io.weft.node.mesh;

import io.weft.identity.TrialNetwork;
import io.weft.node.NodeId;
import io.weft.node.access.AccessRules;
import io.weft.node.limits.Limits;
import io.weft.node.packing.Compressions;
import io.weft.node.peers.CompanySize;
import io.weft.node.router.CallRules;
import io.weft.node.session.Liveness;
import io.weft.peer.PeerInfo;
import io.weft.testkit.MemoryHub;
import io.weft.testkit.MemoryTransport;
import io.weft.trust.Identity;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Many whole nodes in one process. Each is told of a random few of the others, so that what has to
 * be verified stays affordable; their links are without faults, which would need twice the threads.
 */
final class Crowd implements AutoCloseable {
  private final MemoryHub hub = new MemoryHub();
  private final Board board = new Board(this::shown);
  private final Map<NodeId, Set<NodeId>> shown = new LinkedHashMap<>();
  private final Map<NodeId, One> alive = new LinkedHashMap<>();
  private final CompanySize size;
  private volatile boolean open;

  private record One(Mesh mesh, MemoryTransport transport) {}

  private Crowd(CompanySize size) {
    this.size = size;
  }

  /**
   * Nodes that start at once.
   *
   * @param told how many others each is told of
   */
  static Crowd ofStrangers(Path folder, int nodes, int told, CompanySize size, Random random) {
    Crowd crowd = new Crowd(size);
    List<Identity> all = members(folder, nodes);
    List<NodeId> ids = new ArrayList<>(all.stream().map(Identity::id).toList());
    for (Identity each : all) {
      Collections.shuffle(ids, random);
      crowd.shown.put(each.id(), Set.copyOf(ids.subList(0, told)));
    }
    all.forEach(each -> crowd.start(each, folder));
    return crowd;
  }

  /** Nodes of which each is told of those in its own group, until {@link #meet}. */
  static Crowd ofGroups(Path folder, int groups, int nodesEach, CompanySize size) {
    Crowd crowd = new Crowd(size);
    List<Identity> all = members(folder, groups * nodesEach);
    for (int i = 0; i < all.size(); i++) {
      int first = i / nodesEach * nodesEach;
      Set<NodeId> group =
          all.subList(first, first + nodesEach).stream()
              .map(Identity::id)
              .collect(Collectors.toUnmodifiableSet());
      crowd.shown.put(all.get(i).id(), group);
    }
    all.forEach(each -> crowd.start(each, folder));
    return crowd;
  }

  /** From now on everybody is told of everybody. */
  void meet() {
    open = true;
    board.showAgain();
  }

  private static List<Identity> members(Path folder, int count) {
    TrialNetwork trial = new TrialNetwork(folder.resolve("trial"));
    List<Identity> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(trial.member("node" + i));
    }
    return all;
  }

  private void start(Identity identity, Path folder) {
    Settings settings =
        Settings.of("n" + identity.id().shortText(), Optional.of(InetAddress.getLoopbackAddress()));
    Mesh mesh =
        new Mesh(
            identity,
            new Altered(settings).company(size.target(), size.maximum()).settings(),
            folder,
            now -> Liveness.keptAlive(now.keepAlive()),
            new AccessRules(),
            new Limits(),
            new Compressions(),
            new CallRules());
    MemoryTransport transport = new MemoryTransport(identity, hub);
    mesh.add(transport, List.of(MemoryTransport.SCHEME), "mem://here:{port}");
    mesh.add(board.provider(), "board");
    alive.put(identity.id(), new One(mesh, transport));
  }

  private boolean shown(NodeId reader, NodeId author) {
    return open || shown.getOrDefault(reader, Set.of()).contains(author);
  }

  /** Ends these as a kill does: their links break, nobody says goodbye, their records stay. */
  void kill(int count) {
    List<NodeId> chosen = alive.keySet().stream().limit(count).toList();
    board.freeze();
    List<One> killed = chosen.stream().map(alive::remove).toList();
    killed.parallelStream().forEach(one -> one.transport.close());
    killed.parallelStream().forEach(one -> one.mesh.close());
  }

  int alive() {
    return alive.size();
  }

  /** Who says that it is connected with whom. */
  Map<NodeId, Set<NodeId>> connections() {
    Map<NodeId, Set<NodeId>> all = new LinkedHashMap<>();
    alive.forEach((id, one) -> all.put(id, connected(one.mesh)));
    return all;
  }

  private static Set<NodeId> connected(Mesh mesh) {
    return mesh.peers().all().stream()
        .filter(peer -> peer.state() == PeerInfo.State.CONNECTED)
        .map(PeerInfo::id)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Whether everybody reaches everybody, over connections that both sides know of. */
  static boolean isWhole(Map<NodeId, Set<NodeId>> connections) {
    Set<NodeId> reached = new HashSet<>();
    Deque<NodeId> next = new ArrayDeque<>();
    NodeId first = connections.keySet().iterator().next();
    reached.add(first);
    next.add(first);
    while (!next.isEmpty()) {
      NodeId one = next.remove();
      for (NodeId other : connections.get(one)) {
        if (connections.getOrDefault(other, Set.of()).contains(one) && reached.add(other)) {
          next.add(other);
        }
      }
    }
    return reached.size() == connections.size();
  }

  /** Whether everybody has as many peers as it wants, and none that is dead. */
  boolean isContent(Map<NodeId, Set<NodeId>> connections) {
    return connections.values().stream()
        .allMatch(
            peers ->
                peers.size() >= size.target()
                    && peers.size() <= size.maximum()
                    && connections.keySet().containsAll(peers));
  }

  /** How many have how many peers, for messages. */
  static String describe(Map<NodeId, Set<NodeId>> connections) {
    return connections.values().stream()
        .collect(Collectors.groupingBy(Set::size, TreeMap::new, Collectors.counting()))
        .toString();
  }

  @Override
  public void close() {
    board.freeze();
    alive.values().parallelStream().forEach(one -> one.transport.close());
    alive.values().parallelStream().forEach(one -> one.mesh.close());
  }
}
