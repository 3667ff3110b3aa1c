package io.weft.control.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.control.Colour;
import io.weft.control.ControlException;
import io.weft.control.Kind;
import io.weft.control.Point;
import io.weft.control.Policy;
import io.weft.testkit.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random changes, orders, repetitions, losses, cuts, restarts and clocks: in the end everybody has
 * the same. {@code -Dcontrol.seed=N} repeats one run, {@code -Dcontrol.runs=N} makes more of them.
 */
class ConvergenceTest {
  private static final int RUNS = Integer.getInteger("control.runs", 40);
  private static final int STEPS = 300;
  private static final String[] NAMES = {"a", "a/b", "sum", "top", "lease", "text", "other"};

  private final ManualClock time = new ManualClock();

  @Test
  void whateverHappensAllEndWithTheSame() {
    Long fixed = Long.getLong("control.seed");
    long first = fixed == null ? new Random().nextLong() : fixed;
    for (int run = 0; run < (fixed == null ? RUNS : 1); run++) {
      run(first + run);
    }
  }

  private void run(long seed) {
    Random random = new Random(seed);
    int count = 2 + random.nextInt(5);
    List<Replica> nodes = new ArrayList<>();
    int[] group = new int[count];
    for (int i = 0; i < count; i++) {
      nodes.add(new Replica(Replica.id(i), time, clock(random)));
    }
    Map<Integer, List<byte[]>> flying = new HashMap<>();
    double added = 0;
    for (int step = 0; step < STEPS; step++) {
      int at = random.nextInt(count);
      Replica node = nodes.get(at);
      switch (random.nextInt(10)) {
        case 0, 1, 2, 3 -> {
          added += act(random, node, nodes);
          send(random, at, node.take(), group, flying);
        }
        case 4, 5, 6, 7 -> deliver(random, at, node, group, flying);
        case 8 -> {
          time.advance(Duration.ofMillis(random.nextInt(2000)));
          node.board.tick();
        }
        default -> {
          switch (random.nextInt(12)) {
            case 0 -> group[at] = random.nextInt(3);
            case 1 -> Arrays.fill(group, 0);
            case 2 -> nodes.get(random.nextInt(count)).sync(node);
            case 3 -> flying.remove(at);
            case 4 -> {
              // Killed, and back with nothing; what it has told somebody lives on there.
              if (count > 1) {
                nodes.get((at + 1) % count).sync(node);
                nodes.set(at, new Replica(node.id, time, clock(random)));
              }
            }
            default -> deliver(random, at, node, group, flying);
          }
        }
      }
    }
    heal(nodes);
    List<Point> expected = withoutHolders(nodes.get(0).points());
    for (Replica node : nodes) {
      assertThat(withoutHolders(node.points())).as("seed " + seed).isEqualTo(expected);
    }
    Object sum = nodes.get(0).value("sum");
    assertThat(sum == null ? 0.0 : (Double) sum).as("the sum, seed " + seed).isEqualTo(added);
  }

  /** Hours apart, within the limit. */
  private static Duration clock(Random random) {
    return Duration.ofMinutes(random.nextInt(11 * 60) - 300);
  }

  /** Does something; returns what it has added to the sum. */
  private static double act(Random random, Replica node, List<Replica> nodes) {
    String name = NAMES[random.nextInt(NAMES.length)];
    int priority = random.nextInt(3);
    try {
      switch (name) {
        case "sum" -> {
          double amount = random.nextInt(100) - 50;
          node.desk.add(name, amount);
          return amount;
        }
        case "top" -> {
          node.desk.declare(name, Kind.NUMBER, Policy.MAXIMUM);
          node.desk.set(name, random.nextInt(100), priority);
        }
        case "lease" -> lease(random, node, nodes, priority);
        case "text" -> node.desk.set(name, "text " + random.nextInt(100), priority);
        case "other" -> {
          // Sometimes it is declared differently at two places at once, and deleted.
          switch (random.nextInt(5)) {
            case 0 -> node.desk.delete(name);
            case 1 -> node.desk.declare(name, Kind.COLOUR, Policy.LAST_WRITER);
            case 2 -> node.desk.declare(name, Kind.NUMBER, Policy.SUM);
            default -> node.desk.set(name, new Colour(random.nextInt(256), 0, 0), priority);
          }
        }
        default -> {
          if (random.nextInt(4) == 0) {
            node.desk.release(name, priority);
          } else {
            node.desk.set(name, random.nextInt(1000), priority);
          }
        }
      }
    } catch (ControlException refused) {
      assertThat(refused).hasMessageContaining(name);
    }
    return 0;
  }

  private static void lease(Random random, Replica node, List<Replica> nodes, int priority) {
    switch (random.nextInt(4)) {
      case 0 -> node.desk.take("lease", Kind.SWITCH, Duration.ofSeconds(1), priority);
      case 1 -> node.desk.handOver("lease", nodes.get(random.nextInt(nodes.size())).id);
      case 2 -> node.desk.giveBack("lease");
      default -> node.desk.set("lease", random.nextBoolean());
    }
  }

  private static void send(
      Random random, int from, byte[] message, int[] group, Map<Integer, List<byte[]>> flying) {
    for (int to = 0; to < group.length; to++) {
      if (to != from && group[to] == group[from] && random.nextInt(5) > 0) {
        flying.computeIfAbsent(to, any -> new ArrayList<>()).add(message);
      }
    }
  }

  /** One of the messages that are under way, and passes on what was news. */
  private static void deliver(
      Random random, int at, Replica node, int[] group, Map<Integer, List<byte[]>> flying) {
    List<byte[]> waiting = flying.getOrDefault(at, List.of());
    if (waiting.isEmpty()) {
      return;
    }
    int which = random.nextInt(waiting.size());
    byte[] message = random.nextInt(4) == 0 ? waiting.get(which) : waiting.remove(which);
    Merged merged = node.hear(message);
    assertThat(merged.refused()).isZero();
    List<PointState> on = new ArrayList<>(merged.news());
    on.addAll(merged.own());
    if (!on.isEmpty()) {
      send(random, at, Batch.take(List.of(), on.iterator()), group, flying);
    }
  }

  /** Along a chain and back: nobody need be linked with everybody. */
  private static void heal(List<Replica> nodes) {
    for (int round = 0; round < 3; round++) {
      for (int i = 1; i < nodes.size(); i++) {
        nodes.get(i).sync(nodes.get(i - 1));
      }
      for (int i = nodes.size() - 1; i > 0; i--) {
        nodes.get(i).sync(nodes.get(i - 1));
      }
    }
  }

  /** Whether a lease still runs each node counts for itself. */
  private static List<Point> withoutHolders(List<Point> points) {
    return points.stream()
        .map(
            point ->
                new Point(
                    point.name(),
                    point.kind(),
                    point.policy(),
                    point.value(),
                    point.priority(),
                    point.setter(),
                    point.changed(),
                    Optional.empty()))
        .toList();
  }
}
