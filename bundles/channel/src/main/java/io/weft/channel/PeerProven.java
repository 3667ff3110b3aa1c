package io.weft.channel;

import io.weft.node.NodeId;
import io.weft.transport.Protection;

/**
 * A user event by which a handler in the pipeline tells the {@link LinkHandler} behind it who is at
 * the other end. The TLS handler's own events say the same; a handler that could not prove it fires
 * an exception, with a {@link java.security.cert.CertificateException} as its cause if the peer is
 * not admitted.
 *
 * @param protection how the link is protected
 */
public record PeerProven(NodeId peer, Protection protection) {}
