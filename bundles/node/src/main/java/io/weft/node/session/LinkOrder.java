package io.weft.node.session;

import io.weft.transport.Lane;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which of a session's links carries what: the cheapest way that has carried a round trip, and on
 * it the link of the wanted lane. Another way takes over only if it is clearly cheaper, so that two
 * that are alike do not take turns. Not thread-safe: the session's lock guards it.
 */
final class LinkOrder {

  /** The cost of another way must be below this share of the one in use. */
  private static final double ADVANTAGE = 0.75;

  private final List<SessionLink> usable;
  private final Map<LinkPath, Double> costs = new HashMap<>();
  private final Map<LinkPath, Boolean> proven = new HashMap<>();

  /**
   * @param inUse the way that is used at the moment, if there is one
   */
  LinkOrder(List<SessionLink> links, @Nullable LinkPath inUse) {
    usable = links.stream().filter(SessionLink::usable).toList();
    for (SessionLink link : usable) {
      boolean used = link.path().equals(inUse);
      costs.merge(link.path(), link.costNanos() * (used ? ADVANTAGE : 1), Math::min);
      // What is used has carried the hellos at least: no reason to leave it for a dearer way.
      proven.merge(link.path(), used || link.proven(), Boolean::logicalOr);
    }
  }

  /** For control, or for calls: bulk links serve neither. */
  SessionLink[] of(Lane lane) {
    return usable.stream()
        .filter(link -> lane == Lane.BULK ? link.lane() == lane : link.lane() != Lane.BULK)
        .sorted(
            Comparator.comparing((SessionLink link) -> !proven.getOrDefault(link.path(), false))
                .thenComparing(link -> costs.getOrDefault(link.path(), 0.0))
                .thenComparing(link -> link.lane() != lane)
                .thenComparing(SessionLink::createdNanos))
        .toArray(SessionLink[]::new);
  }
}
