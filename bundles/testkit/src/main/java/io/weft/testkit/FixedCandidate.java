package io.weft.testkit;

import io.weft.discovery.Availability;
import io.weft.exchange.Candidate;
import io.weft.exchange.ServiceDescription;
import io.weft.netif.InterfaceKind;
import io.weft.node.NodeId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A candidate of which a test says how it is; the withers make others. */
public record FixedCandidate(
    NodeId node,
    ServiceDescription description,
    int outstanding,
    long latencyNanos,
    InterfaceKind interfaceKind,
    Optional<Availability> availability,
    double reputation)
    implements Candidate {

  private static final String DIGITS = "abcdefghijklmnopqrstuvwxyz234567";

  /** An idle node of which nothing is known; the same number is the same node. */
  public static FixedCandidate numbered(int number) {
    StringBuilder id = new StringBuilder("a".repeat(NodeId.LENGTH));
    for (int i = 0, left = number; i < 6; i++, left /= DIGITS.length()) {
      id.setCharAt(i, DIGITS.charAt(left % DIGITS.length()));
    }
    return new FixedCandidate(
        new NodeId(id.toString()),
        new ServiceDescription("test", "1.0.0", "", Set.of("do"), List.of()),
        0,
        0,
        InterfaceKind.UNKNOWN,
        Optional.empty(),
        0);
  }

  /** The same with so many requests under way, each of which takes so long. */
  public FixedCandidate busy(int requests, long nanos) {
    return new FixedCandidate(
        node, description, requests, nanos, interfaceKind, availability, reputation);
  }

  /** The same over such an interface. */
  public FixedCandidate over(InterfaceKind kind) {
    return new FixedCandidate(
        node, description, outstanding, latencyNanos, kind, availability, reputation);
  }

  /** The same with this to spare. */
  public FixedCandidate sparing(Availability said) {
    return new FixedCandidate(
        node, description, outstanding, latencyNanos, interfaceKind, Optional.of(said), reputation);
  }
}
