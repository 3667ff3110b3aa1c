package io.weft.node.router;

import io.weft.exchange.ApplicationException;
import io.weft.exchange.Reply;
import io.weft.exchange.RequestException;
import io.weft.exchange.RequestException.Outcome;
import io.weft.exchange.RequestException.Reason;
import io.weft.exchange.RequestOptions;
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
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A request to another node. One object is the caller's future, the entry in the session's table,
 * the frame on the wire and the answer: that is most of why a call makes so little garbage. Beside
 * its 80 bytes there is only the result.
 */
final class Call extends CompletableFuture<Reply> implements PendingCall, Reply {

  /** Parameters from this size on follow by reference: measured, see docs/performance.md. */
  private static final int TAIL_FROM_BYTES = 16 * 1024;

  /**
   * How often a caller that waits lets others run before it parks. Measured with 64 such callers on
   * two processors: 0.91 of raw Netty's rate without, 1.29 with 3, 0.75 with 10.
   */
  private static final int YIELDS = 3;

  private static final int MAX_DEADLINE_MILLIS = Integer.MAX_VALUE;

  /** Normal. */
  private static final int PRIORITY = 0;

  /** A node that was asked and has not run the request. */
  record Try(NodeId node, Reason reason, String how) {}

  private final Router router;
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
      Router router,
      Route route,
      ContentType contentType,
      byte[] params,
      RequestOptions options,
      long nowNanos,
      long deadlineNanos) {
    this.router = router;
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

  List<Try> tried() {
    List<Try> list = tried;
    return list == null ? List.of() : list;
  }

  /** Whether the caller lets this node answer, and it was not asked before. */
  boolean mayAsk(NodeId node) {
    Optional<NodeId> target = options.target();
    if (target.isPresent() && !target.get().equals(node)) {
      return false;
    }
    List<Try> list = tried;
    return list == null || list.stream().noneMatch(each -> each.node().equals(node));
  }

  /** The next node to ask. */
  void take(RemoteEntry next) {
    entry = next;
    next.counters().begin();
  }

  /** This node's own side could not send it there. */
  void notTaken(String how) {
    tried(Reason.OVERLOADED, how);
  }

  private void tried(Reason reason, String how) {
    RemoteEntry asked = entry();
    long now = System.nanoTime();
    asked.counters().end(now - begunNanos, Ending.FAILED);
    begunNanos = now;
    List<Try> list = tried;
    if (list == null) {
      list = new ArrayList<>(2);
      tried = list;
    }
    list.add(new Try(asked.node(), reason, how));
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
            messageId, route, deadlineMillis(), PRIORITY, headers, contentType, bytes.length);
    return bytes.length < TAIL_FROM_BYTES ? whole : whole - bytes.length;
  }

  @Override
  public void writeTo(ByteBuffer buffer) {
    RequestWire.write(
        buffer, messageId, route, deadlineMillis(), PRIORITY, headers, contentType, bytes.length);
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

  // ---- the answer

  @Override
  public NodeId from() {
    return entry().node();
  }

  @Override
  @SuppressWarnings("NullAway") // null stands for no value, as the contract says
  public Object as(Type type) {
    return router.codecs().decode(contentType, bytes, type);
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
    if (reader.success()) {
      ended(Ending.ANSWERED);
      contentType = reader.contentType();
      bytes = reader.body();
      complete(this);
      return;
    }
    String code = reader.errorCode();
    String text = reader.errorMessage();
    switch (reader.failure()) {
      case NO_SERVICE -> again(Reason.NO_SERVICE, text);
      case NO_ACTION -> again(Reason.NO_ACTION, text);
      case FORBIDDEN -> again(Reason.FORBIDDEN, text);
      case OVERLOADED -> again(Reason.OVERLOADED, text);
      case STOPPING -> again(Reason.STOPPING, text);
      case TOO_LARGE -> failed(Outcome.UNKNOWN, Reason.TOO_LARGE, text);
      case NOT_ENCODABLE -> failed(Outcome.UNKNOWN, Reason.NOT_ENCODABLE, text);
      case DEADLINE -> failed(Outcome.UNKNOWN, Reason.DEADLINE, text);
      case ANSWER_LOST -> failed(Outcome.UNKNOWN, Reason.LINK_LOST, text);
      default -> {
        ended(Ending.APPLICATION_ERROR);
        completeExceptionally(new ApplicationException(code, text, reader.errorDetails()));
      }
    }
  }

  /** The node has certainly not run it: another may. Not on the reader, where nothing may block. */
  private void again(Reason reason, String how) {
    tried(reason, how);
    carrier = null;
    try {
      router.handlers().execute(() -> router.tryNext(this));
    } catch (RejectedExecutionException e) {
      fail(Outcome.NOT_SENT, Reason.OVERLOADED, "too many handlers run on this node");
    }
  }

  @Override
  public void expired() {
    boolean sent = carrier != null;
    failed(
        sent ? Outcome.UNKNOWN : Outcome.NOT_SENT,
        Reason.DEADLINE,
        route
            + (sent ? " was not answered in time by " : " found no way in time to ")
            + entry().node().shortText());
  }

  @Override
  public void lost(boolean sent, String why) {
    if (sent) {
      failed(
          Outcome.UNKNOWN,
          Reason.LINK_LOST,
          route + " was sent to " + entry().node().shortText() + ", then " + why);
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
      ended(Ending.FAILED);
    }
  }

  private void failed(Outcome outcome, Reason reason, String text) {
    ended(Ending.FAILED);
    fail(outcome, reason, text);
  }

  void fail(Outcome outcome, Reason reason, String text) {
    String before = tried().isEmpty() ? "" : "; before that: " + describe(tried());
    fail(new RequestException(outcome, reason, text + before));
  }

  void fail(RequestException failure) {
    completeExceptionally(failure);
  }

  private void ended(Ending how) {
    entry().counters().end(System.nanoTime() - begunNanos, how);
  }

  /** Such as {@code 5xk3abcd: no service; 7hq2wxyz: overloaded}. */
  static String describe(List<Try> tried) {
    return tried.stream()
        .map(each -> each.node().shortText() + ": " + each.how())
        .collect(Collectors.joining("; "));
  }

  private RemoteEntry entry() {
    RemoteEntry asked = entry;
    if (asked == null) {
      throw new IllegalStateException("nobody was asked yet");
    }
    return asked;
  }
}
