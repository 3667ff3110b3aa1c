package io.weft.node.router;

import io.weft.exchange.Headers;
import io.weft.exchange.Request;
import io.weft.exchange.RequestOptions;
import io.weft.node.NodeId;
import io.weft.node.directory.LocalAction;
import io.weft.node.payload.Codecs;
import io.weft.node.payload.ValuePayload;
import io.weft.node.session.ReaderThread;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A request of this process to itself. */
final class LocalRequest extends ValuePayload implements Request {
  private final LocalAction asked;
  private final NodeId self;
  private final Cancellations cancellations;
  private final long deadlineNanos;
  private final int priority;
  private Headers headers;
  private volatile @Nullable Cancellation cancellation;
  private volatile boolean cancelled;
  private volatile boolean ended;

  LocalRequest(
      Codecs codecs,
      LocalAction asked,
      @Nullable Object params,
      RequestOptions options,
      NodeId self,
      Cancellations cancellations,
      long deadlineNanos) {
    super(codecs, params, options.contentType());
    this.asked = asked;
    this.headers = options.headers();
    this.priority = options.priority();
    this.self = self;
    this.cancellations = cancellations;
    this.deadlineNanos = deadlineNanos;
  }

  @Override
  public String path() {
    return asked.service().description().path();
  }

  @Override
  public String action() {
    return asked.action();
  }

  @Override
  public NodeId caller() {
    return self;
  }

  @Override
  public Duration remaining() {
    return Duration.ofNanos(deadlineNanos - System.nanoTime());
  }

  long deadlineNanos() {
    return deadlineNanos;
  }

  @Override
  public int priority() {
    return priority;
  }

  @Override
  public Headers headers() {
    return headers;
  }

  /** Those that the interceptors left, before the handler sees it. */
  void headers(Headers next) {
    headers = next;
  }

  // ---- nobody waits any more

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
      made = cancellations.until(deadlineNanos);
      cancellation = made;
      if (cancelled) {
        made.cancel();
      }
      if (ended) {
        made.over();
      }
    }
    return made;
  }

  /** Whoever asked does not wait any more. */
  void cancel() {
    cancelled = true;
    Cancellation made = cancellation;
    if (made != null) {
      made.cancel();
    }
  }

  /** Its handler has returned. */
  void returned() {
    Cancellation made = cancellation;
    if (made != null) {
      made.returned();
    }
  }

  /** It was answered. */
  void over() {
    ended = true;
    Cancellation made = cancellation;
    if (made != null) {
      made.over();
    }
  }
}
