package io.weft.node.router;

import io.weft.exchange.ApplicationException;
import io.weft.exchange.Encoded;
import io.weft.exchange.PayloadException;
import io.weft.exchange.Request;
import io.weft.node.NodeId;
import io.weft.node.directory.Counters.Ending;
import io.weft.node.directory.LocalAction;
import io.weft.node.directory.LocalService;
import io.weft.node.payload.Codecs;
import io.weft.node.payload.EncodedPayload;
import io.weft.node.session.Session;
import io.weft.node.session.Session.Refusal;
import io.weft.node.session.SessionLink;
import io.weft.node.wire.ContentType;
import io.weft.node.wire.ResponseWire;
import io.weft.transport.Frame;
import io.weft.v1.Failure;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One request of another node: what its handler sees, and the way back. */
final class Invocation extends EncodedPayload implements Request, Runnable {

  /** Results from this size on follow by reference, as parameters do. */
  private static final int TAIL_FROM_BYTES = 16 * 1024;

  private final LocalService service;
  private final Session session;
  private final SessionLink from;
  private final String action;
  private final long messageId;
  private final long deadlineNanos;
  private long begunNanos;
  private NodeId caller;

  Invocation(
      Codecs codecs,
      LocalAction found,
      Session session,
      SessionLink from,
      long messageId,
      ContentType contentType,
      byte[] params,
      long nowNanos,
      long deadlineNanos) {
    super(codecs, contentType, params);
    this.service = found.service();
    this.session = session;
    this.caller = session.peer();
    this.from = from;
    this.action = found.action();
    this.messageId = messageId;
    this.begunNanos = nowNanos;
    this.deadlineNanos = deadlineNanos;
  }

  /** It was relayed for this node. */
  void askedBy(NodeId other) {
    caller = other;
  }

  @Override
  public String path() {
    return service.description().path();
  }

  @Override
  public String action() {
    return action;
  }

  @Override
  public NodeId caller() {
    return caller;
  }

  @Override
  public Optional<NodeId> relayedBy() {
    return caller.equals(session.peer()) ? Optional.empty() : Optional.of(session.peer());
  }

  @Override
  public Duration remaining() {
    return Duration.ofNanos(deadlineNanos - System.nanoTime());
  }

  /** Answers on a thread of its own, perhaps after waiting for it. */
  @Override
  public void run() {
    begunNanos = System.nanoTime();
    if (deadlineNanos - begunNanos < 0) {
      // Nobody waits for the answer any more.
      service.counters().begin();
      finish(Failure.DEADLINE, "", "the time was up before a thread was free");
      return;
    }
    answer();
  }

  /** Answers on this thread, at once. */
  void answer() {
    service.counters().begin();
    try {
      Object result = service.handler().handle(this);
      if (result instanceof CompletionStage<?> later) {
        later.whenComplete(
            (value, failure) -> {
              if (failure == null) {
                succeed(value);
              } else {
                fail(failure);
              }
            });
      } else {
        succeed(result);
      }
    } catch (Exception | Error e) { // a bundle that goes while it runs throws linkage errors
      fail(e);
    }
  }

  private void succeed(@Nullable Object result) {
    Encoded encoded;
    try {
      encoded =
          result instanceof byte[] bytes
              ? new Encoded(Encoded.BYTES, bytes)
              : codecs().encode(result, wanted());
    } catch (PayloadException e) {
      finish(Failure.NOT_ENCODABLE, "", "the result cannot be encoded: " + e.getMessage());
      return;
    }
    Answer answer = new Answer(messageId, ContentType.of(encoded.contentType()), encoded.bytes());
    Refusal refusal = session.answer(messageId, answer, from, deadlineNanos);
    if (refusal == Refusal.TOO_LARGE) {
      finish(
          Failure.TOO_LARGE,
          "",
          "the result is "
              + encoded.bytes().length
              + " bytes, more than the limit of "
              + session.maxFrameBytes()
              + " (max_message_size)");
      return;
    }
    done(Ending.ANSWERED);
  }

  /** What the caller speaks is what it understands. */
  private Optional<String> wanted() {
    return contentType().equals(ContentType.BYTES)
        ? Optional.empty()
        : Optional.of(contentType().name());
  }

  private void fail(Throwable thrown) {
    ApplicationException error = HandlerFailure.of(service, action, thrown);
    finish(Failure.APPLICATION, error.code(), String.valueOf(error.getMessage()));
  }

  private void finish(Failure failure, String code, String text) {
    session.answer(
        messageId,
        Frame.of(ResponseWire.failure(messageId, failure, code, text)),
        from,
        deadlineNanos);
    done(failure == Failure.APPLICATION ? Ending.APPLICATION_ERROR : Ending.FAILED);
  }

  private void done(Ending how) {
    service.counters().end(System.nanoTime() - begunNanos, how);
    session.requests().end();
  }

  /** The frame of a result. */
  private record Answer(long id, ContentType type, byte[] data) implements Frame {

    @Override
    public int size() {
      int whole = ResponseWire.size(id, type, data.length);
      return data.length < TAIL_FROM_BYTES ? whole : whole - data.length;
    }

    @Override
    public void writeTo(ByteBuffer buffer) {
      ResponseWire.write(buffer, id, type, data.length);
      if (data.length < TAIL_FROM_BYTES) {
        buffer.put(data);
      }
    }

    @Override
    public Optional<ByteBuffer> tail() {
      return data.length < TAIL_FROM_BYTES ? Optional.empty() : Optional.of(ByteBuffer.wrap(data));
    }
  }
}
