package io.weft.node.balancing;

import io.weft.exchange.Candidate;
import io.weft.exchange.LoadBalancer;
import io.weft.netif.InterfaceKind;
import java.util.List;
import java.util.Optional;

/** The nearest, by what the way to it runs over; among those that are equally near, in turn. */
final class Locality implements LoadBalancer {

  @Override
  public int choose(List<Candidate> candidates, Optional<String> key, int turn) {
    InterfaceKind nearest = candidates.get(0).interfaceKind();
    int count = 0;
    for (Candidate each : candidates) {
      InterfaceKind kind = each.interfaceKind();
      if (isNearer(kind, nearest)) {
        nearest = kind;
        count = 0;
      }
      count += kind == nearest ? 1 : 0;
    }
    int skipped = Math.floorMod(turn, Math.max(1, count));
    for (int i = 0; i < candidates.size(); i++) {
      if (candidates.get(i).interfaceKind() == nearest && skipped-- == 0) {
        return i;
      }
    }
    return Math.floorMod(turn, candidates.size()); // a way has changed meanwhile
  }

  /** The order of the kinds is their rank, but for the machine itself. */
  private static boolean isNearer(InterfaceKind kind, InterfaceKind other) {
    if (kind == InterfaceKind.LOOPBACK || other == InterfaceKind.LOOPBACK) {
      return other != InterfaceKind.LOOPBACK;
    }
    return kind.compareTo(other) < 0;
  }
}
