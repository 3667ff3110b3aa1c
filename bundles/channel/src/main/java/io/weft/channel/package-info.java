/**
 * Links over Netty channels: frames behind their lengths, a send queue with backpressure, bounds on
 * who may come in, mutual TLS. What a transport adds is its addresses, its sockets, and its proof
 * of the peer where that is not TLS.
 *
 * <p>Every transport bundle carries its own copy, so that it can be swapped by itself: nothing here
 * may be shared between bundles, or be found by its class from outside.
 */
package io.weft.channel;
