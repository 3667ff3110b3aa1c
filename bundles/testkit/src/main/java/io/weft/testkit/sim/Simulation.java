package io.weft.testkit.sim;

import io.weft.testkit.ManualClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * Many nodes that keep company, in time that the caller moves on: what it costs, and what happens
 * when some die. The same setting gives the same run. On one thread.
 */
public final class Simulation {

  /** Within so long each node hears of the others, all at once. */
  private static final Duration START = Duration.ofSeconds(1);

  private final Agenda agenda = new Agenda();
  private final List<SimulatedNode> nodes = new ArrayList<>();
  private final Set<SimulatedNode> bereaved = new HashSet<>();
  private final List<Duration> noticed = new ArrayList<>();
  private final List<Duration> replaced = new ArrayList<>();
  private final Setting setting;
  private long diedNanos;

  /**
   * What is simulated.
   *
   * @param wanted peers that a node looks for: with fewer it is not content
   * @param told of how many others each node hears, by chance
   * @param latency of a frame, one way
   * @param loss share of the frames that are lost and sent again, 0 to 1
   */
  public record Setting(
      int nodes, int wanted, int told, Duration latency, double loss, long seed) {}

  /** What a node has sent, on the average, for one minute. */
  public record Traffic(double messages, double bytes) {}

  /** Starts nothing yet: see {@link #pass}. */
  public Simulation(MeshModel model, Setting setting) {
    this.setting = setting;
    Random random = new Random(setting.seed());
    SimulatedNode.Town town =
        town(new SimulatedLink.Weather(setting.latency(), setting.loss(), random));
    List<Integer> others = new ArrayList<>();
    for (int i = 0; i < setting.nodes(); i++) {
      nodes.add(new SimulatedNode(i, agenda, town, random.nextLong()));
      others.add(i);
    }
    for (SimulatedNode node : nodes) {
      Collections.shuffle(others, random);
      List<Integer> told =
          others.stream().filter(i -> i != node.number()).limit(setting.told()).toList();
      agenda.at(agenda.now(), () -> node.inhabit(model));
      agenda.at(agenda.now() + random.nextLong(START.toNanos()), () -> told.forEach(node::told));
    }
  }

  private SimulatedNode.Town town(SimulatedLink.Weather weather) {
    return new SimulatedNode.Town() {
      @Override
      public SimulatedNode node(int number) {
        return nodes.get(number);
      }

      @Override
      public SimulatedLink.Weather weather() {
        return weather;
      }

      @Override
      public void changed(SimulatedNode node, int other, boolean joined) {
        Duration since = Duration.ofNanos(agenda.now() - diedNanos);
        if (!joined && nodes.get(other).dead()) {
          noticed.add(since);
        }
        if (joined && living(node) >= setting.wanted() && bereaved.remove(node)) {
          replaced.add(since);
        }
      }
    };
  }

  private long living(SimulatedNode node) {
    return node.company().stream().filter(other -> !nodes.get(other).dead()).count();
  }

  /** The clock that all nodes see. */
  public ManualClock clock() {
    return agenda.clock;
  }

  /** Lets time pass. */
  public void pass(Duration time) {
    agenda.pass(time);
  }

  /** Lets time pass, and counts what is sent meanwhile. */
  public Traffic measure(Duration time) {
    nodes.forEach(
        node -> {
          node.messages = 0;
          node.bytes = 0;
        });
    pass(time);
    long living = nodes.stream().filter(node -> !node.dead()).count();
    double share = Duration.ofMinutes(1).toNanos() / (double) time.toNanos() / living;
    return new Traffic(
        nodes.stream().mapToLong(node -> node.messages).sum() * share,
        nodes.stream().mapToLong(node -> node.bytes).sum() * share);
  }

  /**
   * These die at once, as machines do whose power fails: nobody is told. Forgets what was measured
   * of earlier deaths.
   */
  public void kill(Set<Integer> numbers) {
    diedNanos = agenda.now();
    noticed.clear();
    replaced.clear();
    bereaved.clear();
    numbers.forEach(number -> nodes.get(number).die());
    for (SimulatedNode node : nodes) {
      boolean lost = node.company().stream().anyMatch(numbers::contains);
      if (!node.dead() && lost && living(node) < setting.wanted()) {
        bereaved.add(node);
      }
    }
  }

  /** After how long each who was linked with a dead one had noticed that, for each of these. */
  public List<Duration> noticed() {
    return List.copyOf(noticed);
  }

  /**
   * After how long those had as many living peers as they want who had fewer because of the deaths;
   * who still has fewer is not among them.
   */
  public List<Duration> replaced() {
    return List.copyOf(replaced);
  }

  /** Who has whom for company, as they say themselves; the living. */
  public Map<Integer, Set<Integer>> company() {
    Map<Integer, Set<Integer>> all = new HashMap<>();
    nodes.stream()
        .filter(node -> !node.dead())
        .forEach(node -> all.put(node.number(), new TreeSet<>(node.company())));
    return all;
  }

  /** Whether everybody who lives reaches everybody, over company that both sides know of. */
  public boolean isWhole() {
    Map<Integer, Set<Integer>> company = company();
    Set<Integer> reached = new HashSet<>();
    Deque<Integer> next = new ArrayDeque<>();
    next.addAll(company.keySet().stream().limit(1).toList());
    while (!next.isEmpty()) {
      Integer one = next.remove();
      if (reached.add(one)) {
        company.getOrDefault(one, Set.of()).stream()
            .filter(other -> company.getOrDefault(other, Set.of()).contains(one))
            .forEach(next::add);
      }
    }
    return reached.size() == company.size();
  }
}
