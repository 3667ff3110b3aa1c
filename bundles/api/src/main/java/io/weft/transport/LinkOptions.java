package io.weft.transport;

import java.time.Duration;

/**
 * What the node asks of every link.
 *
 * @param maxFrameBytes the largest frame, in both directions, without the length before it
 * @param maxConnections links accepted at the same time by one listener; further ones are closed
 * @param handshakeTimeout how long connecting and authenticating may take together
 * @param secured false carries plain bytes, which a transport accepts on loopback only
 */
public record LinkOptions(
    int maxFrameBytes, int maxConnections, Duration handshakeTimeout, boolean secured) {

  /** The defaults: 16 MiB, 1,024 connections, 5 s, secured. */
  public static final LinkOptions DEFAULT =
      new LinkOptions(16 * 1024 * 1024, 1024, Duration.ofSeconds(5), true);

  public LinkOptions {
    if (maxFrameBytes < 1024) {
      throw new IllegalArgumentException(
          "maxFrameBytes is " + maxFrameBytes + ", at least 1024 is needed");
    }
    if (maxConnections < 1) {
      throw new IllegalArgumentException("maxConnections is " + maxConnections + ", at least 1");
    }
    if (handshakeTimeout.isNegative() || handshakeTimeout.isZero()) {
      throw new IllegalArgumentException("handshakeTimeout is " + handshakeTimeout);
    }
  }
}
