package io.weft.node.router;

import io.weft.exchange.Candidate;
import io.weft.exchange.LoadBalancer;
import io.weft.node.balancing.Balancers;
import io.weft.node.directory.Pool;
import io.weft.node.directory.RemoteEntry;
import io.weft.node.directory.RemotePath;
import io.weft.node.standing.Breaker;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which node gets a call: of those that may be asked and have a link, the one that the load
 * balancer says; only if there is none, of those that another node relays to. While all may be
 * asked, it makes no garbage. Safe on every thread.
 */
public final class Chooser {
  private static final Logger LOG = LoggerFactory.getLogger(Chooser.class);

  /** Names of balancers of which something was logged: each once, and no endless list of them. */
  private static final int MAX_LOGGED = 64;

  private final Balancers balancers;
  private final CallRules rules;
  private final Set<String> logged = ConcurrentHashMap.newKeySet();

  public Chooser(Balancers balancers, CallRules rules) {
    this.balancers = balancers;
    this.rules = rules;
  }

  CallRules.Values rules() {
    return rules.values();
  }

  /** Why a balancer that a caller names cannot be used; {@code null} if it can. */
  @Nullable String refusal(Optional<String> name) {
    return name.isEmpty() || balancers.named(name.get()) != null
        ? null
        : "no load balancer \"" + name.get() + "\" on this node: it has " + balancers.names();
  }

  /**
   * The next node for a call: one with a link, else one that is reached by way of another, else one
   * that may come back in time.
   */
  @Nullable RemoteEntry next(Call call, RemotePath path, Pool pool) {
    List<RemoteEntry> all = pool.entries();
    int linked = 0;
    int beyond = 0;
    for (int i = 0; i < all.size(); i++) {
      if (isReady(all.get(i), call)) {
        linked += all.get(i).isBeyond() ? 0 : 1;
        beyond += all.get(i).isBeyond() ? 1 : 0;
      }
    }
    int ready = linked > 0 ? linked : beyond;
    if (ready == all.size()) {
      return all.get(choose(call, path, pool, pool.candidates()));
    }
    if (ready == 0) {
      return away(call, path, all);
    }
    List<Candidate> some = new ArrayList<>(ready);
    for (RemoteEntry entry : all) {
      if (isReady(entry, call) && entry.isBeyond() == (linked == 0)) {
        some.add(entry);
      }
    }
    if (some.isEmpty()) { // they have gone between the two looks
      return away(call, path, all);
    }
    some = List.copyOf(some);
    return (RemoteEntry) some.get(choose(call, path, pool, some));
  }

  private static boolean isReady(RemoteEntry entry, Call call) {
    return entry.session().connected() && entry.circuit().lets() && call.mayAsk(entry);
  }

  private static @Nullable RemoteEntry away(Call call, RemotePath path, List<RemoteEntry> all) {
    int turn = path.nextTurn();
    for (int i = 0; i < all.size(); i++) {
      RemoteEntry entry = all.get(Math.floorMod(turn + i, all.size()));
      if (call.mayAsk(entry) && entry.circuit().lets()) {
        return entry;
      }
    }
    return null;
  }

  private int choose(Call call, RemotePath path, Pool pool, List<Candidate> candidates) {
    int count = candidates.size();
    if (count == 1) {
      return 0;
    }
    int turn = path.nextTurn();
    String name = name(call, pool);
    LoadBalancer balancer = balancers.named(name);
    if (balancer == null) {
      once(name, "is not on this node");
      balancer = balancers.inTurn();
    }
    try {
      int chosen = balancer.choose(candidates, call.options().whom().key(), turn);
      if (chosen >= 0 && chosen < count) {
        return chosen;
      }
      once(name, "chose " + chosen + " of " + count + " nodes (0 to " + (count - 1) + ")");
    } catch (RuntimeException | LinkageError e) { // a bundle that goes meanwhile throws those
      once(name, "failed: " + e);
    }
    return Math.floorMod(turn, count);
  }

  private String name(Call call, Pool pool) {
    Optional<String> asked = call.options().whom().balancer();
    if (asked.isPresent()) {
      return asked.get();
    }
    CallRules.Values set = rules.values();
    String name = set.balancerFor(call.path());
    if (name.isEmpty()) {
      name = pool.balancer();
    }
    return name.isEmpty() ? set.balancer() : name;
  }

  private void once(String name, String what) {
    if (logged.size() < MAX_LOGGED && logged.add(name)) {
      LOG.warn(
          "load balancer {} {}: nodes take turns where it should choose (there are {})",
          name,
          what,
          balancers.names());
    }
  }

  // ---- what others are spared

  /** Why a node that was chosen gets no call now; {@code null} if it may. */
  @Nullable String spared(RemoteEntry entry) {
    if (!entry.circuit().admits()) {
      return resting(entry);
    }
    int most = rules.values().outstandingPerService();
    if (entry.session().underWay() >= most && entry.outstanding() > most) {
      entry.circuit().undecided();
      return most + " requests to it are under way (outstanding_per_service)";
    }
    return null;
  }

  /** The nodes that might be asked if they were not given a rest. */
  List<RemoteEntry> resting(Call call, Pool pool) {
    return pool.entries().stream()
        .filter(entry -> !entry.circuit().lets() && call.mayAsk(entry))
        .toList();
  }

  /** For people. */
  String resting(RemoteEntry entry) {
    return "it is given a rest for "
        + Math.max(1, entry.circuit().remaining().toMillis())
        + " ms more, after "
        + rules.values().breakerFailures()
        + " requests in a row that it did not answer (breaker_failures, breaker_rest_ms)";
  }

  /** It has left one more request unanswered. */
  void failed(RemoteEntry entry) {
    CallRules.Values set = rules.values();
    if (set.breakerFailures() > 0) {
      entry.circuit().failed(() -> new Breaker(set.breakerFailures(), set.breakerRest()));
    }
  }

  /** Whether one more call to a path may be made again; counts it if so. */
  boolean mayRepeat(@Nullable RemotePath path) {
    return path != null
        && path.tempo().repeat(path, System.nanoTime(), rules.values().retryBudgetPercent());
  }
}
