package io.weft.node.router;

import io.weft.exchange.Conversation;
import io.weft.exchange.RequestException.Outcome;
import io.weft.exchange.RequestException.Reason;
import io.weft.exchange.RequestOptions;
import io.weft.node.directory.Counters;
import io.weft.node.directory.RemoteEntry;
import io.weft.node.session.Session;
import io.weft.node.session.Session.Refusal;
import io.weft.node.streams.SessionStreams;
import io.weft.node.streams.Talk;
import io.weft.node.wire.ContentType;
import io.weft.node.wire.MessageReader;
import io.weft.node.wire.Route;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The request that opens a conversation: until it is answered it is a call like any other, which
 * finds its node, and is sent again when a link breaks.
 */
final class Opening extends Call implements Begun {

  /** Before this minor version of the protocol nodes know no conversations. */
  private static final int SINCE = 3;

  private final long overNanos;
  private byte[] opening = {};
  private @Nullable SessionStreams streams;
  private @Nullable Talk talk;

  /**
   * @param deadlineNanos until when it must have begun
   */
  Opening(
      RemoteCalls calls,
      Route route,
      ContentType contentType,
      byte[] params,
      RequestOptions options,
      long nowNanos,
      long deadlineNanos) {
    super(calls, route, contentType, params, options, nowNanos, deadlineNanos);
    overNanos = options.deadline().isPresent() ? deadlineNanos : 0;
    whenComplete(
        (begun, failure) -> {
          if (failure != null) {
            giveUp();
          }
        });
  }

  @Override
  public Conversation talk() {
    Talk begun = talk;
    if (begun == null) {
      throw new IllegalStateException("not begun yet");
    }
    return begun;
  }

  @Override
  public Refusal refusal(Session session) {
    if (session.minor() < SINCE) {
      return Refusal.TOO_OLD;
    }
    return SessionStreams.of(session).full() ? Refusal.TOO_MANY_PENDING : Refusal.NONE;
  }

  @Override
  boolean notTaken(String how) {
    if (entry().session().minor() >= SINCE) {
      return super.notTaken(how);
    }
    tried(
        Outcome.NOT_SENT,
        Reason.TOO_OLD,
        "its version of Weft knows no conversations (protocol 1." + SINCE + ")");
    return options().retries() > 0;
  }

  /** Items cross one link, with credit for one node: who relays does not know of them. */
  @Override
  boolean mayAsk(RemoteEntry next) {
    return !next.isBeyond() && super.mayAsk(next);
  }

  @Override
  void leaveOut(RemoteEntry other) {
    if (other.isBeyond() && super.mayAsk(other)) {
      passedOver(
          other,
          Reason.LINK_LOST,
          "there is no link to it, only a way by "
              + other.session().peer().shortText()
              + ", and conversations need one: weft peers add ADDRESS");
    }
  }

  /** Two handlers would begin, and the items of both would be taken for one's. */
  @Override
  boolean mayRunTwice(RemoteEntry there) {
    return false;
  }

  @Override
  public void identified(Session in, long id) {
    super.identified(in, id);
    long left = overNanos == 0 ? 0 : Math.max(1, overNanos - System.nanoTime());
    long millis = left == 0 ? 0 : Math.max(1, TimeUnit.NANOSECONDS.toMillis(left));
    SessionStreams of = SessionStreams.of(in);
    SessionStreams.Opened opened =
        of.open(id, path() + " " + action(), millis, options().contentType());
    if (left > 0) {
      opened.talk().within(Duration.ofNanos(left));
    }
    streams = of;
    talk = opened.talk();
    opening = opened.opening();
  }

  @Override
  public int size() {
    return opening.length + super.size();
  }

  @Override
  public void writeTo(ByteBuffer buffer) {
    buffer.put(opening);
    super.writeTo(buffer);
  }

  @Override
  public void answered(Session from, MessageReader reader, ByteBuffer view) {
    if (reader.success() && from.minor() < SINCE) {
      // Its node was replaced by an older one while this waited for a link.
      entry().circuit().answered();
      failed(
          Outcome.UNKNOWN, Reason.TOO_OLD, path() + " " + action() + " was run as a plain request");
      return;
    }
    if (reader.success()) {
      staysUnderWay();
    }
    super.answered(from, reader, view);
  }

  /** For those who choose among nodes, until it is over. */
  private void staysUnderWay() {
    Counters counters = entry().counters();
    counters.goesOn();
    talk().ended().whenComplete((nothing, failure) -> counters.isOver());
  }

  /** The node has not run it. */
  @Override
  void tried(Outcome outcome, Reason reason, String how) {
    SessionStreams in = streams;
    if (in != null) {
      in.withdraw(messageId());
      streams = null;
    }
    super.tried(outcome, reason, how);
  }

  /** A handler may run, but nobody will listen to it. */
  private void giveUp() {
    Talk begun = talk;
    SessionStreams in = streams;
    if (begun == null || in == null) {
      return;
    }
    if (carrier() == null) {
      in.withdraw(messageId());
    } else {
      begun.cancel(Conversation.CLOSED, "the caller of " + begun + " waits no more");
    }
  }
}
