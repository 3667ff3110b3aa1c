package io.weft.node.directory;

import io.weft.exchange.Candidate;
import io.weft.node.wire.Route;
import java.util.List;

/**
 * The nodes that offer one action in one range of versions, and how it is written. Each node stands
 * in it once, with the newest version that will do. Immutable.
 */
public final class Pool {
  private final Route route;
  private final List<RemoteEntry> entries;
  private final List<Candidate> candidates;
  private final String balancer;

  Pool(Route route, List<RemoteEntry> entries) {
    this.route = route;
    this.entries = List.copyOf(entries);
    this.candidates = List.copyOf(entries);
    this.balancer = announced(entries);
  }

  /** What the newest of them says. */
  private static String announced(List<RemoteEntry> entries) {
    return entries.stream()
        .sorted(RemotePath.NEWEST_FIRST)
        .map(entry -> entry.description().balancer())
        .filter(name -> !name.isEmpty())
        .findFirst()
        .orElse("");
  }

  /** The encoded path, action and versions. */
  public Route route() {
    return route;
  }

  /** Who offers it; not empty. */
  public List<RemoteEntry> entries() {
    return entries;
  }

  /** The same, as a load balancer sees them. */
  public List<Candidate> candidates() {
    return candidates;
  }

  /** The name of the balancer that the service asks for; empty if it does not. */
  public String balancer() {
    return balancer;
  }

  /** Whether one of them declares that the action may run twice. */
  public boolean mayRepeat() {
    return entries.stream().anyMatch(entry -> entry.mayRepeat(route.action()));
  }
}
