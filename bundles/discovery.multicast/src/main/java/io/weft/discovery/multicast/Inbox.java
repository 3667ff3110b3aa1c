package io.weft.discovery.multicast;

import io.weft.discovery.Self;
import io.weft.discovery.Sighting;
import io.weft.discovery.SightingSink;
import io.weft.node.NodeId;
import io.weft.node.NodeRecord;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.PublicKey;
import java.time.Duration;
import java.util.Optional;

/**
 * What happens to a datagram: cheap checks first, then the limits, then the signatures, then the
 * report. Used by one thread.
 */
final class Inbox {

  /**
   * Datagrams a second that get as far as the signatures, of one address and in all: each costs up
   * to 1 ms of processor time. A node sends less than one a second; an address may be of many
   * nodes.
   */
  private static final double SOURCE_PER_SECOND = 100;

  private static final double ALL_PER_SECOND = 500;

  /** Seconds of silence after which so much may come at once: when a network wakes up. */
  private static final double BURST_SECONDS = 2;

  private static final int MAX_SOURCES = 4096;

  private final NodeId us;
  private final NetworkTag network;
  private final Self self;
  private final SightingSink sink;
  private final Speaker speaker;
  private final Answers answers;
  private final Duration validFor;
  private final KnownNodes known = new KnownNodes();
  private final RateLimits<InetAddress> limits;

  /**
   * @param validFor how long an announcement is believed
   */
  Inbox(
      NodeId us,
      Self self,
      SightingSink sink,
      Speaker speaker,
      Answers answers,
      Duration validFor,
      long nowNanos) {
    this.us = us;
    this.network = speaker.network();
    this.self = self;
    this.sink = sink;
    this.speaker = speaker;
    this.answers = answers;
    this.validFor = validFor;
    limits =
        new RateLimits<>(
            SOURCE_PER_SECOND,
            SOURCE_PER_SECOND * BURST_SECONDS,
            ALL_PER_SECOND,
            ALL_PER_SECOND * BURST_SECONDS,
            MAX_SOURCES,
            nowNanos);
  }

  /**
   * Takes in a datagram; what is wrong with it is nobody's fault here, so nothing is said.
   *
   * @param heardOn the interface's name
   */
  void receive(byte[] bytes, InetSocketAddress sender, Optional<String> heardOn, long nowNanos) {
    Datagram datagram;
    try {
      datagram = Datagram.decode(bytes, network);
    } catch (IllegalArgumentException e) {
      return;
    }
    Message message = datagram.message();
    if (message.from().equals(us)
        || !known.isNew(message.from(), message.counter(), nowNanos)
        || !limits.allows(sender.getAddress(), nowNanos)) {
      return;
    }
    Optional<PublicKey> key =
        message.kind().introduces() ? introduced(message, heardOn) : known.keyOf(message.from());
    if (key.isPresent() && datagram.isSignedBy(key.get())) {
      believed(message, key.get(), sender, bytes.length, nowNanos);
    }
  }

  /** The key of who is introduced by a genuine record of an admitted node. */
  private Optional<PublicKey> introduced(Message message, Optional<String> heardOn) {
    return sink.seen(new Sighting.Signed(message.signedRecord(), heardOn), validFor)
        .filter(record -> record.id().equals(message.from()))
        .map(NodeRecord::publicKey);
  }

  private void believed(
      Message message, PublicKey key, InetSocketAddress sender, int bytes, long nowNanos) {
    NodeId node = message.from();
    if (message.kind() == Message.Kind.GOODBYE) {
      known.left(node, message.counter(), nowNanos);
      sink.gone(node);
      return;
    }
    boolean isNew = known.heard(node, key, message.counter(), nowNanos);
    message.availability().ifPresent(availability -> sink.available(node, availability));
    if (isNew) {
      speaker.welcome(nowNanos, known.size());
    }
    message
        .query()
        .filter(query -> Answers.has(self.record(), query))
        .ifPresent(query -> answers.promise(node, query, sender, bytes, nowNanos));
  }
}
