package io.weft.node.balancing;

import io.weft.exchange.LoadBalancer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The load balancers that there are: those of the node, and those that other bundles bring. Changes
 * are made one after another; readers see an immutable snapshot.
 */
public final class Balancers {

  /** In the order of registration; the node's own are below every other. */
  private record Installed(LoadBalancer balancer, String name, long ranking) {}

  private static final LoadBalancer IN_TURN = new RoundRobin();

  private final ReentrantLock changing = new ReentrantLock();
  private final List<Installed> installed = new ArrayList<>();
  private volatile Map<String, LoadBalancer> byName = Map.of();

  /** The six of the node. */
  public Balancers() {
    own(IN_TURN, LoadBalancer.ROUND_ROBIN);
    own(new PowerOfTwo(), LoadBalancer.POWER_OF_TWO);
    own(new LeastOutstanding(), LoadBalancer.LEAST_OUTSTANDING);
    own(new Locality(), LoadBalancer.LOCALITY);
    own(new Sticky(), LoadBalancer.STICKY);
    own(new Weighted(), LoadBalancer.WEIGHTED);
  }

  private void own(LoadBalancer balancer, String name) {
    install(new Installed(balancer, name, Long.MIN_VALUE));
  }

  /** Can be chosen from now on; takes the place of one with this name and a lower ranking. */
  public void add(LoadBalancer balancer, String name, int ranking) {
    install(new Installed(balancer, name, ranking));
  }

  private void install(Installed added) {
    changing.lock();
    try {
      installed.add(added);
      publish();
    } finally {
      changing.unlock();
    }
  }

  /** Can be chosen no longer. */
  public void remove(LoadBalancer balancer) {
    changing.lock();
    try {
      installed.removeIf(each -> each.balancer == balancer);
      publish();
    } finally {
      changing.unlock();
    }
  }

  private void publish() {
    Map<String, LoadBalancer> next = new HashMap<>();
    installed.stream()
        .sorted(Comparator.comparingLong((Installed each) -> each.ranking).reversed())
        .forEach(each -> next.putIfAbsent(each.name, each.balancer));
    byName = Map.copyOf(next);
  }

  /** The one with this name; {@code null} if there is none. */
  public @Nullable LoadBalancer named(String name) {
    return byName.get(name);
  }

  /** What always is there: one after the other. */
  public LoadBalancer inTurn() {
    return IN_TURN;
  }

  /** For messages, such as {@code locality, round-robin}. */
  public String names() {
    return String.join(", ", new TreeSet<>(byName.keySet()));
  }
}
