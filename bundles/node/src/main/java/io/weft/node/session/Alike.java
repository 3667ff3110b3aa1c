package io.weft.node.session;

import io.weft.netif.InterfaceKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which ways share what is large: those over other interfaces of the same kind, such as two cables.
 * Nothing large takes a phone's link beside a cable, nor the network within a machine.
 */
public final class Alike {

  /** Ways that share at most: as many as machines have ports of one kind. */
  public static final int MOST = 4;

  /** What costs more than so many times as much would add little, and arrive late. */
  private static final int DEAREST = 4;

  /** Others cost money, or lead over one of these anyway. */
  private static final Set<InterfaceKind> KINDS =
      EnumSet.of(
          InterfaceKind.INFINIBAND,
          InterfaceKind.THUNDERBOLT,
          InterfaceKind.ETHERNET,
          InterfaceKind.WIFI);

  private Alike() {}

  /**
   * Whether a way is like that of a link, and another one.
   *
   * @param cost of {@link LinkCost#expected}: what is measured changes with what is carried
   */
  public static boolean are(SessionLink link, Medium over, long cost) {
    Medium own = link.medium();
    long ownCost = link.price().expectedNanos();
    return own.kind() == over.kind()
        && KINDS.contains(own.kind())
        && !own.name().equals(over.name())
        && Math.max(ownCost, cost) <= DEAREST * Math.min(ownCost, cost);
  }

  /** The first link of each way that is like that of the first of these. */
  static List<SessionLink> of(SessionLink[] calls) {
    List<SessionLink> found = new ArrayList<>(MOST);
    Set<String> interfaces = new HashSet<>();
    for (SessionLink link : calls) {
      boolean fits = found.isEmpty() || (link.proven() && are(found.get(0), link));
      if (fits && found.size() < MOST && interfaces.add(link.medium().name())) {
        found.add(link);
      }
    }
    return List.copyOf(found);
  }

  private static boolean are(SessionLink one, SessionLink other) {
    return are(one, other.medium(), other.price().expectedNanos());
  }

  /** Those of the ways that have a bulk link. */
  static BulkWay[] withBulk(Collection<SessionLink> ways, SessionLink[] bulk) {
    List<BulkWay> found = new ArrayList<>(ways.size());
    for (SessionLink way : ways) {
      for (SessionLink each : bulk) {
        if (each.path().equals(way.path())) {
          found.add(new BulkWay(each, way));
          break;
        }
      }
    }
    return found.toArray(BulkWay[]::new);
  }
}
