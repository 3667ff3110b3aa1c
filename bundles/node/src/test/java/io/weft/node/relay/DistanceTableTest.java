package io.weft.node.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.node.NodeId;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Nodes that tell each other by hand, in any order. */
class DistanceTableTest {
  private final Map<NodeId, DistanceTable> tables = new LinkedHashMap<>();
  private final Set<Set<NodeId>> links = new HashSet<>();

  private static NodeId id(int number) {
    String letters = "abcdefghijklmnopqrstuvwxyz";
    char one = letters.charAt(number % 26);
    char two = letters.charAt(number / 26);
    return new NodeId(("" + one + two + "a".repeat(NodeId.LENGTH)).substring(0, NodeId.LENGTH));
  }

  private void link(NodeId a, NodeId b) {
    for (NodeId each : List.of(a, b)) {
      tables.computeIfAbsent(each, DistanceTable::new);
    }
    links.add(Set.of(a, b));
    tables.get(a).linked(b);
    tables.get(b).linked(a);
  }

  private void cut(NodeId a, NodeId b) {
    links.remove(Set.of(a, b));
    tables.get(a).unlinked(b);
    tables.get(b).unlinked(a);
  }

  /** Everybody tells what is new until nobody has anything to tell; how often that was. */
  private int settle() {
    for (int round = 1; round < 1000; round++) {
      boolean quiet = true;
      for (Map.Entry<NodeId, DistanceTable> each : tables.entrySet()) {
        for (NodeId neighbour : each.getValue().neighbours()) {
          DistanceTable.Telling telling = each.getValue().tell(neighbour);
          if (!telling.isEmpty()) {
            quiet = false;
            tables.get(neighbour).heard(each.getKey(), telling.whole(), telling.links());
          }
        }
      }
      if (quiet) {
        return round;
      }
    }
    throw new AssertionError("they never stop telling");
  }

  private Map<NodeId, Integer> shortest(NodeId from) {
    Map<NodeId, Integer> found = new HashMap<>(Map.of(from, 0));
    ArrayDeque<NodeId> next = new ArrayDeque<>(List.of(from));
    while (!next.isEmpty()) {
      NodeId one = next.remove();
      for (NodeId other : tables.keySet()) {
        if (!other.equals(one)
            && links.contains(Set.of(one, other))
            && found.putIfAbsent(other, found.get(one) + 1) == null) {
          next.add(other);
        }
      }
    }
    return found;
  }

  private void assertShortestWays() {
    tables.forEach(
        (from, table) -> {
          Map<NodeId, Integer> expected = shortest(from);
          for (NodeId to : tables.keySet()) {
            int links = expected.getOrDefault(to, Integer.MAX_VALUE);
            if (links > 1 && links <= DistanceTable.MAX_LINKS) {
              assertThat(table.way(to)).as("%s to %s", from, to).isNotNull();
              assertThat(table.way(to).links()).isEqualTo(links);
              assertThat(shortest(table.way(to).next()).get(to)).isEqualTo(links - 1);
            } else {
              assertThat(table.way(to)).as("%s to %s", from, to).isNull();
            }
          }
        });
  }

  @Test
  void theEndsOfALineReachEachOther() {
    for (int i = 0; i < 5; i++) {
      link(id(i), id(i + 1));
    }
    settle();

    assertShortestWays();
    assertThat(tables.get(id(0)).way(id(5)).next()).isEqualTo(id(1));
    assertThat(tables.get(id(0)).through(id(1)))
        .containsExactlyInAnyOrder(id(2), id(3), id(4), id(5));
  }

  @Test
  void whatIsFurtherThanTheLimitIsNotReached() {
    for (int i = 0; i < 12; i++) {
      link(id(i), id(i + 1));
    }
    settle();

    assertThat(tables.get(id(0)).way(id(DistanceTable.MAX_LINKS))).isNotNull();
    assertThat(tables.get(id(0)).way(id(DistanceTable.MAX_LINKS + 1))).isNull();
  }

  @Test
  void aNodeThatIsCutOffIsForgottenByAllAlsoInACircle() {
    for (int i = 0; i < 4; i++) {
      link(id(i), id((i + 1) % 4));
    }
    link(id(0), id(9));
    settle();
    assertThat(tables.get(id(2)).way(id(9))).isNotNull();

    cut(id(0), id(9));

    assertThat(settle()).as("rounds until nobody believes in it").isLessThan(20);
    assertShortestWays();
  }

  @Test
  void inAnyNetworkTheWaysAreTheShortestAfterAnyChange() {
    for (long seed = 0; seed < 20; seed++) {
      tables.clear();
      links.clear();
      Random random = new Random(seed);
      for (int i = 1; i < 14; i++) {
        link(id(i), id(random.nextInt(i)));
      }
      for (int change = 0; change < 12; change++) {
        NodeId a = id(random.nextInt(14));
        NodeId b = id(random.nextInt(14));
        if (a.equals(b)) {
          continue;
        }
        if (links.contains(Set.of(a, b))) {
          cut(a, b);
        } else {
          link(a, b);
        }
        settle();
        assertShortestWays();
      }
    }
  }

  @Test
  void nothingIsToldTwice() {
    link(id(0), id(1));
    link(id(1), id(2));
    settle();

    assertThat(tables.get(id(1)).tell(id(0)).isEmpty()).isTrue();
    tables.get(id(1)).untold(id(0));
    assertThat(tables.get(id(1)).tell(id(0)).whole()).isTrue();
  }

  @Test
  void whatOneNeighbourTellsIsBounded() {
    DistanceTable table = new DistanceTable(id(0));
    table.linked(id(1));
    Map<NodeId, Integer> flood = new HashMap<>();
    for (int i = 0; i < DistanceTable.MAX_NODES + 100; i++) {
      flood.put(numbered(i), 1);
    }

    table.heard(id(1), true, flood);

    assertThat(table.beyond()).hasSize(DistanceTable.MAX_NODES);
  }

  private static NodeId numbered(int number) {
    StringBuilder text = new StringBuilder();
    int rest = number;
    for (int i = 0; i < 6; i++) {
      text.append((char) ('a' + rest % 26));
      rest /= 26;
    }
    return new NodeId(text + "c".repeat(NodeId.LENGTH - 7) + "a");
  }
}
