package io.weft.discovery.gossip;

import io.weft.node.NodeId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** Those that gossip, as far as it matters how it went with them. Used by one thread. */
final class Partners {

  /** Those that are remembered; a node has 128 peers at most unless its user wants more. */
  private static final int MAX = 1024;

  private final Gossip.Settings settings;
  private final LongSupplier nanos;
  private final RandomGenerator random;

  /** The one that was not met for longest first: it is forgotten first. */
  private final Map<NodeId, Partner> met = new LinkedHashMap<>(16, 0.75f, true);

  Partners(Gossip.Settings settings, LongSupplier nanos, RandomGenerator random) {
    this.settings = settings;
    this.nanos = nanos;
    this.random = random;
  }

  Partner of(NodeId id) {
    Partner known = met.get(id);
    if (known == null) {
      if (met.size() >= MAX) {
        met.remove(met.keySet().iterator().next());
      }
      long now = nanos.getAsLong();
      known = new Partner(id, Answering.measure(settings, now), now);
      met.put(id, known);
    }
    return known;
  }

  /** Some of these by chance; those are left out that are not asked for a while. */
  List<Partner> choose(int most, List<NodeId> from) {
    List<NodeId> left = new ArrayList<>(from);
    List<Partner> chosen = new ArrayList<>();
    while (chosen.size() < most && !left.isEmpty()) {
      Partner each = of(left.remove(random.nextInt(left.size())));
      if (!each.paused(nanos.getAsLong())) {
        chosen.add(each);
      }
    }
    return chosen;
  }
}
