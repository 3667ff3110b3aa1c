package io.weft.node.relay;

import io.weft.node.NodeId;
import io.weft.node.limits.Limits;
import io.weft.node.router.Dispatcher;
import io.weft.node.session.Session;
import io.weft.node.session.SessionLink;
import io.weft.node.wire.Envelope;
import io.weft.node.wire.MessageReader;
import io.weft.node.wire.RawNodeId;
import io.weft.node.wire.ResponseWire;
import io.weft.transport.Frame;
import io.weft.v1.Failure;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Passes requests on between nodes that have no link to each other: each is a request of this node
 * to the next one, and its answer goes back the way that it came. Runs on readers; nothing blocks.
 */
public final class RelayedRequests {

  /** How long a failure may wait for a link: the caller's own deadline ends it anyway. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** How long a request is remembered that does not say. */
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private final Relay relay;
  private final Limits limits;

  public RelayedRequests(Relay relay, Limits limits) {
    this.relay = relay;
    this.limits = limits;
  }

  /**
   * Passes a request on if it is for another node, or refuses it.
   *
   * @return false if it is for this one, and is to be answered
   */
  public boolean forwards(
      Session session, SessionLink from, MessageReader reader, ByteBuffer view) {
    byte[] target = reader.target();
    NodeId to = target.length == 0 ? null : RawNodeId.parse(target);
    long id = reader.messageId();
    if (to == null || to.equals(relay.self())) {
      return isUnwelcome(session, from, reader);
    }
    if (Dispatcher.repeated(session, from, id)) {
      return true;
    }
    Session next = relay.towards(to);
    if (!relay.relays()) {
      refuse(session, from, id, Failure.NO_SERVICE, "the node relays nothing (relay=false)");
    } else if (reader.step().opens()) {
      refuse(session, from, id, Failure.NO_SERVICE, "conversations are not relayed: link with it");
    } else if (reader.hops() <= 0) {
      refuse(session, from, id, Failure.NO_SERVICE, "it was relayed too often to reach " + to);
    } else if (next == null || next.equals(session)) {
      refuse(session, from, id, Failure.NO_SERVICE, "node " + to.shortText() + " is not reached");
    } else {
      pass(session, from, next, reader, view);
    }
    return true;
  }

  /** Who is banned here is not served by way of others, either. */
  private boolean isUnwelcome(Session session, SessionLink from, MessageReader reader) {
    byte[] source = reader.source();
    if (source.length == 0 || relay.isWelcome(RawNodeId.parse(source))) {
      return false;
    }
    if (!Dispatcher.repeated(session, from, reader.messageId())) {
      refuse(session, from, reader.messageId(), Failure.FORBIDDEN, "its caller is banned here");
    }
    return true;
  }

  private void pass(
      Session session, SessionLink from, Session next, MessageReader reader, ByteBuffer view) {
    int limit = limits.values().requestsPerPeer();
    int handled = session.requests().begin();
    long id = reader.messageId();
    if (handled > limit && !limits.of(session.peer()).allows(handled)) {
      session.requests().end();
      refuse(
          session,
          from,
          id,
          Failure.OVERLOADED,
          "more than " + limit + " requests of one node are being handled (requests_per_peer)");
      return;
    }
    int hops = Math.min(reader.hops(), Envelope.MAX_HOPS) - 1;
    byte[] source = reader.source().length == 0 ? RawNodeId.of(session.peer()) : reader.source();
    long wait =
        reader.deadlineMillis() > 0
            ? TimeUnit.MILLISECONDS.toNanos(reader.deadlineMillis())
            : LONGEST.toNanos();
    long deadline = System.nanoTime() + wait;
    byte[] frame = new byte[view.remaining()];
    view.duplicate().get(frame);
    RelayedCall call =
        new RelayedCall(
            session,
            next,
            from,
            id,
            frame,
            Envelope.relayed(source, reader.target(), hops),
            deadline);
    call.begin();
    Session.Refusal refusal = next.submit(call, deadline);
    if (refusal != Session.Refusal.NONE) {
      boolean large = refusal == Session.Refusal.TOO_LARGE;
      call.refused(
          large ? Failure.TOO_LARGE : Failure.OVERLOADED,
          "it was not passed on: " + refusal.name().toLowerCase(Locale.ROOT).replace('_', ' '));
    }
  }

  static void refuse(Session session, SessionLink from, long id, Failure failure, String text) {
    byte[] answer = ResponseWire.failure(id, failure, "", "node that relays: " + text);
    session.answer(id, Frame.of(answer), from, System.nanoTime() + PATIENCE.toNanos());
  }
}
