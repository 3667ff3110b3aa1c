package io.weft.node.directory;

import io.weft.exchange.Directory;
import io.weft.exchange.RemoteService;
import io.weft.exchange.Service;
import io.weft.exchange.ServiceDescription;
import io.weft.node.NodeId;
import io.weft.node.session.Session;
import io.weft.node.wire.Route;
import io.weft.node.wire.RouteTable;
import io.weft.peer.PeerInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who offers what: local services, remote services by path, remote services by peer. Changes are
 * made one after another; readers see an immutable snapshot.
 */
public final class ServiceDirectory implements Directory {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceDirectory.class);

  private record Snapshot(
      List<LocalService> local,
      RouteTable<LocalAction> routes,
      Map<String, RemotePath> remoteByPath,
      Map<NodeId, List<RemoteEntry>> remoteByNode) {}

  private final ReentrantLock changing = new ReentrantLock();
  private volatile CompletableFuture<Void> remoteChange = new CompletableFuture<>();
  private volatile Snapshot now =
      new Snapshot(List.of(), RouteTable.of(Map.of()), Map.of(), Map.of());

  @Override
  public List<Service> local() {
    return List.copyOf(now.local);
  }

  @Override
  public List<RemoteService> remote() {
    List<RemoteService> all = new ArrayList<>();
    now.remoteByNode.values().forEach(all::addAll);
    return List.copyOf(all);
  }

  @Override
  public List<RemoteService> remote(String path) {
    RemotePath found = now.remoteByPath.get(path);
    return found == null ? List.of() : List.copyOf(found.entries());
  }

  @Override
  public List<RemoteService> remote(NodeId node) {
    return List.copyOf(now.remoteByNode.getOrDefault(node, List.of()));
  }

  // ---- for the request path

  /** Local actions by the bytes of a request. */
  public RouteTable<LocalAction> routes() {
    return now.routes;
  }

  /** Whether this process offers the path, with whatever actions. */
  public boolean offers(String path) {
    return now.local.stream().anyMatch(each -> each.description().path().equals(path));
  }

  /** The nodes that offer a path. */
  public @Nullable RemotePath remotePath(String path) {
    return now.remoteByPath.get(path);
  }

  /** Whether a peer offers a path that nobody else does who is connected, this node included. */
  public boolean offersAlone(NodeId peer) {
    return now.remoteByNode.getOrDefault(peer, List.of()).stream()
        .map(entry -> entry.description().path())
        .anyMatch(path -> !offers(path) && !othersOffer(path, peer));
  }

  private boolean othersOffer(String path, NodeId peer) {
    RemotePath found = now.remoteByPath.get(path);
    return found != null
        && found.entries().stream()
            .anyMatch(
                entry ->
                    !entry.node().equals(peer) && !entry.isBeyond() && entry.session().connected());
  }

  // ---- changes

  /**
   * Adds a service of this process. Of two for one action the newest version serves, of one version
   * the first; what an older one has begun it finishes.
   */
  public void add(LocalService service) {
    changing.lock();
    try {
      for (LocalService other : now.local) {
        warnOfClash(other, service);
      }
      List<LocalService> local = new ArrayList<>(now.local);
      local.add(service);
      publishLocal(local);
    } finally {
      changing.unlock();
    }
  }

  private static void warnOfClash(LocalService first, LocalService second) {
    if (first.description().path().equals(second.description().path())
        && RemotePath.NEWEST_FIRST.compare(first, second) == 0) {
      for (String action : second.description().actions()) {
        if (first.description().actions().contains(action)) {
          LOG.warn(
              "{} {} is offered twice on this node: by {} and by {}; the first one serves until it"
                  + " is gone",
              second.description().path(),
              action,
              first.owner(),
              second.owner());
        }
      }
    }
  }

  /** Removes a service of this process. Requests under way finish. */
  public void remove(LocalService service) {
    changing.lock();
    try {
      service.withdraw();
      List<LocalService> local = new ArrayList<>(now.local);
      local.remove(service);
      publishLocal(local);
    } finally {
      changing.unlock();
    }
  }

  /** Puts a service of this process in the place of another, in one step. */
  public void replace(LocalService before, LocalService after) {
    changing.lock();
    try {
      List<LocalService> local = new ArrayList<>(now.local);
      local.replaceAll(each -> each == before ? after : each);
      publishLocal(local);
    } finally {
      changing.unlock();
    }
  }

  private void publishLocal(List<LocalService> local) {
    Map<Route, List<LocalService>> byRoute = new LinkedHashMap<>();
    for (LocalService service : local.stream().sorted(RemotePath.NEWEST_FIRST).toList()) {
      for (String action : service.description().actions()) {
        byRoute
            .computeIfAbsent(
                Route.of(service.description().path(), action), route -> new ArrayList<>())
            .add(service);
      }
    }
    Map<Route, LocalAction> routes = new LinkedHashMap<>();
    byRoute.forEach(
        (route, all) ->
            routes.put(
                route, new LocalAction(all.get(0), route.action(), all.subList(1, all.size()))));
    now =
        new Snapshot(List.copyOf(local), RouteTable.of(routes), now.remoteByPath, now.remoteByNode);
  }

  /**
   * Replaces what a peer offers. Counters of services that stay go on.
   *
   * @param mindsVersions whether it runs the version that a request asks for
   */
  public void advertised(
      Session session,
      List<ServiceDescription> services,
      boolean mindsVersions,
      Supplier<PeerInfo> peer) {
    advertisedBeyond(session.peer(), session, services, mindsVersions, peer);
  }

  /** Replaces what a node offers to which another one relays. */
  public void advertisedBeyond(
      NodeId node,
      Session session,
      List<ServiceDescription> services,
      boolean mindsVersions,
      Supplier<PeerInfo> peer) {
    changing.lock();
    try {
      List<RemoteEntry> before = now.remoteByNode.getOrDefault(node, List.of());
      List<RemoteEntry> after = new ArrayList<>();
      for (ServiceDescription description : services) {
        RemoteEntry same = null;
        for (RemoteEntry old : before) {
          if (old.description().path().equals(description.path())
              && old.description().version().equals(description.version())) {
            same = old;
          }
        }
        after.add(new RemoteEntry(node, session, description, mindsVersions, peer, same));
      }
      before.forEach(RemoteEntry::withdraw);
      publishRemote(node, after);
    } finally {
      changing.unlock();
    }
  }

  /** Forgets what a peer offers. */
  public void forget(NodeId peer) {
    changing.lock();
    try {
      List<RemoteEntry> before = now.remoteByNode.get(peer);
      if (before != null) {
        before.forEach(RemoteEntry::withdraw);
        publishRemote(peer, List.of());
      }
    } finally {
      changing.unlock();
    }
  }

  private void publishRemote(NodeId peer, List<RemoteEntry> entries) {
    Map<NodeId, List<RemoteEntry>> byNode = new LinkedHashMap<>(now.remoteByNode);
    if (entries.isEmpty()) {
      byNode.remove(peer);
    } else {
      byNode.put(peer, List.copyOf(entries));
    }
    Map<String, List<RemoteEntry>> grouped = new HashMap<>();
    byNode
        .values()
        .forEach(
            all ->
                all.forEach(
                    entry ->
                        grouped
                            .computeIfAbsent(entry.description().path(), path -> new ArrayList<>())
                            .add(entry)));
    Map<String, RemotePath> byPath = new HashMap<>();
    grouped.forEach(
        (path, all) -> byPath.put(path, new RemotePath(path, all, now.remoteByPath.get(path))));
    now = new Snapshot(now.local, now.routes, Map.copyOf(byPath), Map.copyOf(byNode));
    CompletableFuture<Void> told = remoteChange;
    remoteChange = new CompletableFuture<>();
    told.complete(null);
  }

  /** Completes when what others offer changes next, on a thread that must not be held. */
  public CompletableFuture<Void> remoteChange() {
    return remoteChange;
  }
}
