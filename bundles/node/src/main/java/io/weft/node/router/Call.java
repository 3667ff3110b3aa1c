package io.weft.node.router;

import io.weft.exchange.ApplicationException;
import io.weft.exchange.Reply;
import io.weft.exchange.RequestException;
import io.weft.exchange.RequestException.Outcome;
import io.weft.exchange.RequestException.Reason;
import io.weft.exchange.RequestException.Try;
import io.weft.exchange.RequestOptions;
import io.weft.exchange.RequestOptions.Whom;
import io.weft.node.NodeId;
import io.weft.node.directory.Counters.Ending;
import io.weft.node.directory.RemoteEntry;
import io.weft.node.session.PendingCall;
import io.weft.node.session.Session;
import io.weft.node.session.SessionLink;
import io.weft.node.wire.ContentType;
import io.weft.node.wire.HeaderWire;
import io.weft.node.wire.MessageReader;
import io.weft.node.wire.RequestWire;
import io.weft.node.wire.Route;
import io.weft.v1.Failure;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A request to another node, plain or ({@link Opening}) for a conversation. One object is the
 * caller's future, the entry in the session's table, the frame on the wire and the answer: that is
 * most of why a call makes so little garbage. Beside its 80 bytes there is only the result.
 */
class Call extends CompletableFuture<Reply> implements PendingCall, Reply {

  /** Parameters from this size on follow by reference: measured, see docs/performance.md. */
  private static final int TAIL_FROM_BYTES = 16 * 1024;

  /**
   * How often a caller that waits lets others run before it parks. Measured with 64 such callers on
   * two processors: 0.91 of raw Netty's rate without, 1.29 with 3, 0.75 with 10.
   */
  private static final int YIELDS = 3;

  private static final int MAX_DEADLINE_MILLIS = Integer.MAX_VALUE;

  private final RemoteCalls calls;
  private final Route route;
  private final RequestOptions options;
  private final byte[] headers;
  private final long deadlineNanos;

  // The parameters; when the answer is here, the result.
  private ContentType contentType;
  private byte[] bytes;

  private @Nullable List<Try> tried;
  private @Nullable RemoteEntry entry;
  private volatile @Nullable SessionLink carrier;
  private long messageId;
  private long begunNanos;

  Call(
      RemoteCalls calls,
      Route route,
      ContentType contentType,
      byte[] params,
      RequestOptions options,
      long nowNanos,
      long deadlineNanos) {
    this.calls = calls;
    this.route = route;
    this.contentType = contentType;
    this.bytes = params;
    this.options = options;
    this.begunNanos = nowNanos;
    this.deadlineNanos = deadlineNanos;
    this.headers = HeaderWire.of(options.headers());
  }

  String path() {
    return route.path();
  }

  String action() {
    return route.action();
  }

  RequestOptions options() {
    return options;
  }

  @Override
  public long deadlineNanos() {
    return deadlineNanos;
  }

  /** The nodes that were asked so far, but for the one that is. */
  List<Try> tried() {
    List<Try> list = tried;
    return list == null ? List.of() : list;
  }

  /** Where the answer is awaited from; {@code null} before anybody was asked. */
  @Nullable RemoteEntry asked() {
    return entry;
  }

  /** Whether the caller lets this node answer, and it was not asked before. */
  boolean mayAsk(RemoteEntry next) {
    List<Try> list = tried;
    Whom whom = options.whom();
    return (whom.equals(Whom.ANYBODY) || suits(whom, next)) && (list == null || isNew(next, list));
  }

  /** Whether this node will do. */
  static boolean suits(Whom whom, RemoteEntry next) {
    return (whom.target().isEmpty() || whom.target().get().equals(next.node()))
        && (whom.role().isEmpty() || next.hasRole(whom.role().get()));
  }

  /** What may have run already is made again only where that does no harm. */
  private boolean isNew(RemoteEntry next, List<Try> list) {
    for (Try each : list) {
      if (each.node().equals(next.node())
          || (each.outcome() == Outcome.UNKNOWN && !mayRunTwice(next))) {
        return false;
      }
    }
    return true;
  }

  /** Whether it may be made again while it may have run already. */
  boolean mayRunTwice(RemoteEntry there) {
    return there.mayRepeat(action());
  }

  /** The next node to ask. */
  void take(RemoteEntry next) {
    messageId = 0; // that of the node before is nothing to this one
    entry = next;
    next.counters().begin();
  }

  /** It was not sent there. Whether another node may be asked. */
  boolean notTaken(String how) {
    tried(Outcome.NOT_SENT, Reason.OVERLOADED, how);
    return options.retries() > 0;
  }

  /** It is not sent there. */
  void passedOver(RemoteEntry other, String how) {
    passedOver(other, Reason.OVERLOADED, how);
  }

  void passedOver(RemoteEntry other, Reason reason, String how) {
    note(new Try(other.node(), Outcome.NOT_SENT, reason, how));
  }

  /** Nobody else is there, and if this one will never do, the caller hears why. */
  void leaveOut(RemoteEntry other) {}

  void tried(Outcome outcome, Reason reason, String how) {
    RemoteEntry asked = entry();
    long now = System.nanoTime();
    asked.counters().end(now - begunNanos, Ending.FAILED);
    begunNanos = now;
    note(new Try(asked.node(), outcome, reason, how));
  }

  private void note(Try made) {
    List<Try> list = new ArrayList<>(tried());
    list.add(made);
    tried = List.copyOf(list); // others may be reading the one before
  }

  // ---- the frame

  @Override
  public void identified(Session in, long id) {
    messageId = id;
  }

  /** The time that it has waited for a link is not its peer's. */
  @Override
  public void goesLate() {
    begunNanos = System.nanoTime();
  }

  /** What is left when it goes out; the same for as long as it is on its way. */
  private int deadlineMillis() {
    long left = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - begunNanos);
    return (int) Math.max(1, Math.min(MAX_DEADLINE_MILLIS, left));
  }

  @Override
  public int size() {
    int whole =
        RequestWire.size(
            messageId,
            route,
            deadlineMillis(),
            options.priority(),
            headers,
            contentType,
            bytes.length);
    return bytes.length < TAIL_FROM_BYTES ? whole : whole - bytes.length;
  }

  @Override
  public void writeTo(ByteBuffer buffer) {
    RequestWire.write(
        buffer,
        messageId,
        route,
        deadlineMillis(),
        options.priority(),
        headers,
        contentType,
        bytes.length);
    if (bytes.length < TAIL_FROM_BYTES) {
      buffer.put(bytes);
    }
  }

  @Override
  public Optional<ByteBuffer> tail() {
    return bytes.length < TAIL_FROM_BYTES ? Optional.empty() : Optional.of(ByteBuffer.wrap(bytes));
  }

  @Override
  public long messageId() {
    return messageId;
  }

  @Override
  public @Nullable SessionLink carrier() {
    return carrier;
  }

  @Override
  public void carriedBy(@Nullable SessionLink link) {
    carrier = link;
  }

  @Override
  public long answerBytes() {
    return route.answerBytes();
  }

  // ---- the answer

  @Override
  public NodeId from() {
    return entry().node();
  }

  @Override
  @SuppressWarnings("NullAway") // null stands for no value, as the contract says
  public Object as(Type type) {
    return calls.codecs().decode(contentType, bytes, type);
  }

  // ---- who waits

  @Override
  public Reply join() {
    yieldFirst();
    return super.join();
  }

  @Override
  public Reply get() throws InterruptedException, ExecutionException {
    yieldFirst();
    return super.get();
  }

  @Override
  public Reply get(long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    yieldFirst();
    return super.get(timeout, unit);
  }

  /** Parking and waking a thread costs more than all the rest of a call that is answered soon. */
  @SuppressWarnings("ThreadPriorityCheck") // a hint: nothing depends on it
  private void yieldFirst() {
    for (int i = 0; i < YIELDS && !isDone(); i++) {
      Thread.yield();
    }
  }

  // ---- the end

  @Override
  public boolean settled() {
    return isDone();
  }

  @Override
  public void answered(Session from, MessageReader reader, ByteBuffer view) {
    RemoteEntry by = entry();
    if (reader.success()) {
      ended(Ending.ANSWERED);
      by.circuit().answered();
      route.answered(reader.bodyLength());
      try {
        receive(reader, view);
        if (!complete(this)) {
          unwanted();
        }
      } catch (RuntimeException e) { // whatever the taker did, only its request suffers
        completeExceptionally(e);
      }
      return;
    }
    String code = reader.errorCode();
    String text = reader.errorMessage();
    Failure failure = reader.failure();
    if (failure == Failure.OVERLOADED || failure == Failure.DEADLINE) {
      calls.chooser().failed(by);
    } else {
      by.circuit().answered();
    }
    switch (failure) {
      case NO_SERVICE -> again(Reason.NO_SERVICE, text);
      case NO_ACTION -> again(Reason.NO_ACTION, text);
      case FORBIDDEN -> again(Reason.FORBIDDEN, text);
      case OVERLOADED -> again(Reason.OVERLOADED, text);
      case STOPPING -> again(Reason.STOPPING, text);
      case TOO_LARGE -> failed(Outcome.UNKNOWN, Reason.TOO_LARGE, text);
      case NOT_ENCODABLE -> failed(Outcome.UNKNOWN, Reason.NOT_ENCODABLE, text);
      case DEADLINE -> failed(Outcome.UNKNOWN, Reason.DEADLINE, text);
      case ANSWER_LOST -> againIfHarmless(text);
      default -> {
        ended(Ending.APPLICATION_ERROR);
        completeExceptionally(new ApplicationException(code, text, reader.errorDetails()));
      }
    }
  }

  /** The node has certainly not run it: another may. */
  private void again(Reason reason, String how) {
    // A node that has too much to do is no reason to give all others several times as much.
    boolean may = options.retries() > 0 && (reason != Reason.OVERLOADED || calls.mayRepeat(this));
    tried(Outcome.NOT_SENT, reason, how);
    if (may) {
      next();
    } else {
      fail(Unanswered.tried(path(), action(), tried(), link()));
    }
  }

  /** Nobody knows whether it has run. */
  private void againIfHarmless(String how) {
    long before = tried().stream().filter(each -> each.outcome() == Outcome.UNKNOWN).count();
    if (before < options.retries() && mayRunTwice(entry()) && calls.mayRepeat(this)) {
      tried(Outcome.UNKNOWN, Reason.LINK_LOST, how);
      next();
    } else {
      failed(Outcome.UNKNOWN, Reason.LINK_LOST, how);
    }
  }

  /** Not on the reader, where nothing may block. */
  private void next() {
    carrier = null;
    try {
      calls.handlers().execute(() -> calls.tryNext(this));
    } catch (RejectedExecutionException e) {
      note(
          new Try(
              entry().node(),
              Outcome.NOT_SENT,
              Reason.OVERLOADED,
              "too many handlers run on this node to try another"));
      fail(Unanswered.tried(path(), action(), tried(), Optional.empty()));
    }
  }

  /** Keeps the result, whose bytes are gone when this returns. */
  void receive(MessageReader reader, ByteBuffer view) {
    contentType = reader.contentType();
    bytes = reader.body();
  }

  /** What was received reaches nobody: it was cancelled meanwhile. */
  void unwanted() {}

  @Override
  public void expired() {
    boolean sent = carrier != null;
    if (sent) {
      calls.chooser().failed(entry());
    } else {
      entry().circuit().undecided();
    }
    failed(
        sent ? Outcome.UNKNOWN : Outcome.NOT_SENT,
        Reason.DEADLINE,
        route
            + (sent ? " was not answered in time by " : " found no way in time to ")
            + entry().node().shortText());
  }

  @Override
  public void lost(boolean sent, String why) {
    entry().circuit().undecided();
    if (sent) {
      againIfHarmless(route + " was sent to " + entry().node().shortText() + ", then " + why);
    } else {
      again(Reason.LINK_LOST, why);
    }
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    boolean cancelled = super.cancel(mayInterruptIfRunning);
    if (cancelled) {
      abandon();
    }
    return cancelled;
  }

  /**
   * Nobody waits for the answer any more, and the node that was asked is told; the future itself is
   * left as it is. Does not block.
   */
  void abandon() {
    RemoteEntry asked = entry;
    if (asked != null && asked.session().abandon(this)) {
      ended(Ending.ABANDONED);
      asked.circuit().undecided();
    }
  }

  /** The node that is asked gives no answer, and no other is asked. */
  void failed(Outcome outcome, Reason reason, String text) {
    ended(Ending.FAILED);
    fail(Unanswered.ended(tried(), new Try(entry().node(), outcome, reason, text), link()));
  }

  void fail(RequestException failure) {
    completeExceptionally(failure);
  }

  private Optional<URI> link() {
    SessionLink by = carrier;
    return by == null ? Optional.empty() : Optional.of(by.link().remote());
  }

  private void ended(Ending how) {
    entry().counters().end(System.nanoTime() - begunNanos, how);
  }

  RemoteEntry entry() {
    RemoteEntry asked = entry;
    if (asked == null) {
      throw new IllegalStateException("nobody was asked yet");
    }
    return asked;
  }
}
