package io.weft.node.session;

import io.weft.transport.Transport;
import java.net.URI;

/**
 * The way that a link takes and what that costs, before and after something was measured. One
 * thread at a time calls {@link #measured}; the rest is safe on every thread.
 */
final class LinkPrice {

  /** A change below this share is none: order follows the price. */
  private static final double NOTABLE = 0.25;

  private static final URI NOWHERE = URI.create("none:/");

  private final LinkPath path;
  private final int transportPercent;
  private volatile Medium medium;
  private volatile long expectedNanos;
  private volatile long nanos;
  private volatile boolean proven;

  /**
   * @param transportPercent what the transport costs beside TCP
   */
  LinkPrice(Transport transport, Medium medium, URI remote, int transportPercent) {
    this.medium = medium;
    this.transportPercent = transportPercent;
    this.path = LinkPath.of(transport, medium, remote);
    this.expectedNanos = LinkCost.expected(medium, transportPercent);
    this.nanos = expectedNanos;
  }

  /** Of a link that does not exist yet. */
  static LinkPrice unknown(Transport transport) {
    return new LinkPrice(transport, Medium.UNKNOWN, NOWHERE, 100);
  }

  Medium medium() {
    return medium;
  }

  /**
   * More is known of what it runs over: the speed of an interface that has just come up is told
   * late. What was measured is measured again. Whether it is news; another interface is none.
   */
  boolean over(Medium now) {
    if (!path.isOver(now) || medium.equals(now)) {
      return false;
    }
    medium = now;
    expectedNanos = LinkCost.expected(now, transportPercent);
    nanos = expectedNanos;
    return true;
  }

  LinkPath path() {
    return path;
  }

  /** See {@link LinkCost}. */
  long nanos() {
    return nanos;
  }

  /** The same before anything was measured. */
  long expectedNanos() {
    return expectedNanos;
  }

  /** Whether it has carried a round trip. */
  boolean proven() {
    return proven;
  }

  /** Takes the least of the last round trips. Whether the order of links may be another now. */
  boolean measured(long roundTripNanos) {
    long before = nanos;
    long now = LinkCost.corrected(expectedNanos, medium, roundTripNanos);
    boolean first = !proven;
    nanos = now;
    proven = true;
    return first || Math.abs(now - before) > before * NOTABLE;
  }
}
