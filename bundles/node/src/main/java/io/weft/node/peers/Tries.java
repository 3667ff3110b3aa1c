package io.weft.node.peers;

import io.weft.node.standing.Breaker;
import io.weft.node.transports.Candidate;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What became of the ways that were tried to one peer: dead ones are tried last, and no way again
 * and again. Bounded; safe on every thread.
 */
final class Tries {

  /** Ways that are remembered; the oldest is forgotten. */
  private static final int MAX = 64;

  /** A way that did not help is left alone for so long. */
  private static final Duration LATE = Duration.ofSeconds(30);

  private record Way(URI address, Optional<InetAddress> from) {}

  private record Outcome(long atNanos, boolean failed) {}

  /** Failures in a row after which a way is left out. */
  private static final int FAILURES = 3;

  /** For so long. */
  private static final Duration REST = Duration.ofMinutes(1);

  private final Map<Way, Outcome> outcomes = new LinkedHashMap<>();
  private final Map<Way, Breaker> breakers = new HashMap<>();

  synchronized void begun(Candidate candidate) {
    note(candidate, new Outcome(System.nanoTime(), false));
  }

  synchronized void failed(Candidate candidate) {
    note(candidate, new Outcome(System.nanoTime(), true));
    breakers.computeIfAbsent(key(candidate), fresh -> new Breaker(FAILURES, REST)).failed();
  }

  /** It works. */
  synchronized void linked(Candidate candidate) {
    breakers.remove(key(candidate));
  }

  /**
   * The same ways, those that failed last time behind the others; those that have failed again and
   * again are left out for a while, unless all have.
   */
  synchronized List<Candidate> worthTrying(List<Candidate> candidates) {
    List<Candidate> allowed =
        candidates.stream()
            .filter(
                each -> {
                  Breaker breaker = breakers.get(key(each));
                  return breaker == null || breaker.allows();
                })
            .toList();
    return lastFailedLast(allowed.isEmpty() ? candidates : allowed);
  }

  private List<Candidate> lastFailedLast(List<Candidate> candidates) {
    List<Candidate> alive = new ArrayList<>();
    List<Candidate> dead = new ArrayList<>();
    for (Candidate candidate : candidates) {
      Outcome outcome = outcomes.get(key(candidate));
      (outcome != null && outcome.failed ? dead : alive).add(candidate);
    }
    alive.addAll(dead);
    return alive;
  }

  /** Whether it was tried a short while ago. */
  synchronized boolean ofLate(Candidate candidate) {
    Outcome outcome = outcomes.get(key(candidate));
    return outcome != null && System.nanoTime() - outcome.atNanos < LATE.toNanos();
  }

  /** Whether it was tried a short while ago, and failed. */
  synchronized boolean failedOfLate(Candidate candidate) {
    Outcome outcome = outcomes.get(key(candidate));
    return outcome != null && outcome.failed && ofLate(candidate);
  }

  /** This one told nothing about its way. */
  synchronized void forget(Candidate candidate) {
    breakers.remove(key(candidate));
    outcomes.remove(key(candidate));
  }

  /** The network is another one: what failed may work. */
  synchronized void forget() {
    breakers.clear();
    outcomes.clear();
  }

  private void note(Candidate candidate, Outcome outcome) {
    outcomes.remove(key(candidate));
    outcomes.put(key(candidate), outcome);
    if (outcomes.size() > MAX) {
      Way oldest = outcomes.keySet().iterator().next();
      outcomes.remove(oldest);
      breakers.remove(oldest);
    }
  }

  private static Way key(Candidate candidate) {
    return new Way(candidate.address(), candidate.from());
  }
}
