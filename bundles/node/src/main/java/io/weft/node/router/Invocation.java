package io.weft.node.router;

import io.weft.exchange.ApplicationException;
import io.weft.exchange.Encoded;
import io.weft.exchange.Ending.How;
import io.weft.exchange.Headers;
import io.weft.exchange.Lent;
import io.weft.exchange.PayloadException;
import io.weft.exchange.Request;
import io.weft.exchange.RequestOptions;
import io.weft.node.NodeId;
import io.weft.node.directory.Counters.Ending;
import io.weft.node.directory.LocalAction;
import io.weft.node.directory.LocalService;
import io.weft.node.payload.EncodedPayload;
import io.weft.node.session.PeerRequests;
import io.weft.node.session.ReaderThread;
import io.weft.node.session.Session;
import io.weft.node.session.Session.Refusal;
import io.weft.node.session.SessionLink;
import io.weft.node.wire.ContentType;
import io.weft.node.wire.MessageReader;
import io.weft.node.wire.ResponseWire;
import io.weft.transport.Frame;
import io.weft.v1.Failure;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One request of another node: what its handler sees, and the way back. */
final class Invocation extends EncodedPayload implements Request, PeerRequests.Running, Runnable {

  private final Dispatcher dispatcher;
  private final LocalAction asked;
  private final Session session;
  private final SessionLink from;
  private final long messageId;
  private final long deadlineNanos;
  private final int priority;
  private long begunNanos;
  private NodeId caller;
  private Headers headers;
  private @Nullable Interception interception;
  private volatile @Nullable Cancellation cancellation;
  private volatile boolean cancelled;
  private volatile boolean ended;

  Invocation(
      Dispatcher dispatcher,
      LocalAction asked,
      Session session,
      SessionLink from,
      MessageReader reader,
      Headers headers,
      long nowNanos,
      long deadlineNanos) {
    super(dispatcher.codecs(), reader.contentType(), reader.body());
    this.dispatcher = dispatcher;
    this.asked = asked;
    this.session = session;
    this.caller = session.peer();
    this.from = from;
    this.messageId = reader.messageId();
    this.priority = Math.min(reader.priority(), RequestOptions.MAX_PRIORITY);
    this.headers = headers;
    this.begunNanos = nowNanos;
    this.deadlineNanos = deadlineNanos;
  }

  /** It was relayed for this node. */
  void askedBy(NodeId other) {
    caller = other;
  }

  private LocalService service() {
    return asked.service();
  }

  // ---- what the handler sees

  @Override
  public String path() {
    return service().description().path();
  }

  @Override
  public String action() {
    return asked.action();
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

  @Override
  public int priority() {
    return priority;
  }

  @Override
  public Headers headers() {
    return headers;
  }

  @Override
  public boolean cancelled() {
    return cancelled || deadlineNanos - System.nanoTime() <= 0;
  }

  @Override
  public void whenCancelled(Runnable told) {
    cancellation().whenCancelled(told);
  }

  @Override
  public void interruptWhenCancelled() {
    ReaderThread.demandNot("interruptWhenCancelled");
    cancellation().interruptsThisThread();
  }

  private synchronized Cancellation cancellation() {
    Cancellation made = cancellation;
    if (made == null) {
      made = dispatcher.cancellations().until(deadlineNanos);
      cancellation = made;
      session.requests().running(this);
      if (cancelled) {
        made.cancel();
      }
      if (ended) {
        made.over();
        session.requests().stopped(this);
      }
    }
    return made;
  }

  // ---- its caller does not wait any more

  @Override
  public long messageId() {
    return messageId;
  }

  @Override
  public void cancel() {
    cancelled = true;
    Cancellation made = cancellation;
    if (made != null) {
      made.cancel();
    }
  }

  // ---- running

  /** Answers on a thread of its own, perhaps after waiting for it. */
  @Override
  public void run() {
    begunNanos = System.nanoTime();
    if (cancelled || deadlineNanos - begunNanos < 0) {
      // Nobody waits for the answer any more.
      service().counters().begin();
      finish(Failure.DEADLINE, "the time was up before a thread was free");
      return;
    }
    answer();
  }

  /** Answers on this thread, at once. */
  void answer() {
    service().counters().begin();
    try {
      if (!dispatcher.interceptors().none() && !intercepted()) {
        return;
      }
      Object result;
      try {
        result = service().handler().handle(this);
      } finally {
        Cancellation made = cancellation;
        if (made != null) {
          made.returned();
        }
      }
      if (result instanceof CompletionStage<?> later) {
        session.requests().running(this);
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

  /** Whether there is time for the handler after the interceptors have seen the request. */
  private boolean intercepted() {
    Interception passing = dispatcher.interceptors().serving(this, deadlineNanos);
    interception = passing;
    if (passing == null) {
      return true;
    }
    headers = passing.headers();
    if (cancelled()) {
      finish(Failure.DEADLINE, "the time was up before the handler was called");
      return false;
    }
    return true;
  }

  // ---- answering

  private void succeed(@Nullable Object result) {
    if (cancelled) {
      if (result instanceof Lent lent) {
        lent.giveBack().run();
      }
      unanswered();
      return;
    }
    if (result instanceof Lent lent && mayRunAgain()) {
      lend(lent);
      return;
    }
    Encoded encoded;
    try {
      encoded =
          result instanceof byte[] bytes
              ? new Encoded(Encoded.BYTES, bytes)
              : codecs().encode(result, wanted());
    } catch (PayloadException e) {
      finish(Failure.NOT_ENCODABLE, "the result cannot be encoded: " + e.getMessage());
      return;
    }
    AnswerFrame answer =
        new AnswerFrame(messageId, ContentType.of(encoded.contentType()), encoded.bytes());
    answered(session.answer(messageId, answer, from, deadlineNanos), encoded.bytes().length);
  }

  private void answered(Refusal refusal, int size) {
    if (refusal == Refusal.TOO_LARGE) {
      finish(
          Failure.TOO_LARGE,
          "the result is "
              + size
              + " bytes, more than the limit of "
              + session.maxFrameBytes()
              + " (max_message_size)");
      return;
    }
    done(Ending.ANSWERED, How.ANSWERED, "");
  }

  /** Answers with bytes that are the handler's again when they have left. */
  private void lend(Lent lent) {
    int size = lent.bytes().remaining();
    LentFrame frame = new LentFrame(messageId, lent);
    Refusal refusal;
    try {
      refusal = session.answer(messageId, frame, from, deadlineNanos);
    } finally {
      frame.answered();
    }
    answered(refusal, size);
  }

  private boolean mayRunAgain() {
    return service().description().idempotent().contains(action());
  }

  /** What the caller speaks is what it understands. */
  private Optional<String> wanted() {
    return contentType().equals(ContentType.BYTES)
        ? Optional.empty()
        : Optional.of(contentType().name());
  }

  private void fail(Throwable thrown) {
    if (cancelled) {
      unanswered();
      return;
    }
    if (cancelled() && HandlerFailure.isOfTheEnd(thrown)) {
      finish(Failure.DEADLINE, "the time was up while the handler ran");
      return;
    }
    ApplicationException error = HandlerFailure.of(service(), action(), thrown);
    send(Failure.APPLICATION, error.code(), String.valueOf(error.getMessage()), error.details());
    done(Ending.APPLICATION_ERROR, How.ERROR, error.code());
  }

  private void finish(Failure failure, String text) {
    if (cancelled) {
      unanswered();
      return;
    }
    send(failure, "", text, Map.of());
    done(Ending.FAILED, How.FAILED, failure.name().toLowerCase(Locale.ROOT));
  }

  private void send(Failure failure, String code, String text, Map<String, String> details) {
    byte[] answer = ResponseWire.failure(messageId, failure, code, text, details);
    session.answer(messageId, Frame.of(answer), from, deadlineNanos);
  }

  /** The caller has said that it does not wait: nothing is sent. */
  private void unanswered() {
    session.requests().unanswered(messageId);
    done(Ending.ABANDONED, How.CANCELLED, "");
  }

  private void done(Ending how, How seen, String code) {
    service().counters().end(System.nanoTime() - begunNanos, how);
    ended = true;
    session.requests().stopped(this);
    session.requests().end();
    Cancellation made = cancellation;
    if (made != null) {
      made.over();
    }
    Interception passing = interception;
    if (passing != null) {
      passing.ended(seen, code);
    }
  }
}
