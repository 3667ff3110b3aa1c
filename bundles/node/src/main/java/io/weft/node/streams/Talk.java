package io.weft.node.streams;

import io.weft.exchange.ApplicationException;
import io.weft.exchange.Conversation;
import io.weft.exchange.Incoming;
import io.weft.exchange.Outgoing;
import io.weft.node.NodeId;
import io.weft.node.wire.WireException;
import io.weft.v1.Failure;
import io.weft.v1.Stream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One end of a conversation, of which the other end is in this process or in another. */
public final class Talk implements Conversation {
  private final NodeId peer;
  private final String what;
  private final Inflow in;
  private final Outflow out;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final CompletableFuture<Void> timer = new CompletableFuture<>();
  private @Nullable Far far;

  // What the sweep of the session looks at.
  private volatile boolean heard;
  private volatile boolean told;
  private volatile @Nullable Ending cancelled;
  private int silentSweeps;
  private int overSweeps;

  /**
   * @param what the service and its action, for messages
   * @param keeps whether what is sent may have to be sent again
   */
  Talk(NodeId peer, String what, Window window, boolean keeps) {
    this.peer = peer;
    this.what = what;
    this.in = new Inflow(this, window);
    this.out = new Outflow(this, keeps);
  }

  void connect(Far other) {
    far = other;
  }

  Far far() {
    Far other = far;
    if (other == null) {
      throw new IllegalStateException(this + " has no other end yet");
    }
    return other;
  }

  Inflow in() {
    return in;
  }

  Outflow out() {
    return out;
  }

  @Override
  public NodeId peer() {
    return peer;
  }

  @Override
  public Incoming incoming() {
    return in;
  }

  @Override
  public Outgoing outgoing() {
    return out;
  }

  @Override
  public CompletionStage<Void> ended() {
    return ended.minimalCompletionStage();
  }

  @Override
  public void cancel(String code, String message) {
    cancel(Ending.cancelled(code, message));
  }

  @Override
  public void close() {
    if (!over()) {
      cancel(CLOSED, "the other side of " + this + " has closed it");
    }
  }

  /** Ends it after this time. */
  public void within(Duration time) {
    timer
        .orTimeout(time.toNanos(), TimeUnit.NANOSECONDS)
        .whenComplete(
            (nothing, failure) -> {
              if (failure instanceof TimeoutException) {
                cancel(
                    Ending.because(
                        Failure.DEADLINE,
                        this + " was not over within " + time.toMillis() + " ms"));
              }
            });
  }

  /** The handler is done: its last items are under way, and it takes no more. */
  public void finish() {
    in.stop();
    if (over()) {
      return;
    }
    out.end(Ending.inOrder(true));
    settle();
  }

  /** The handler is done, and not well. */
  public void fail(ApplicationException error) {
    in.stop();
    if (over()) {
      return;
    }
    if (out.open()) {
      out.end(Ending.failed(error));
      settle();
    } else {
      cancel(Ending.cancelled(error.code(), String.valueOf(error.getMessage())));
    }
  }

  /** Ends it, and says so. */
  void cancel(Ending why) {
    if (over(why)) {
      cancelled = why;
      far().cancel(why);
    }
  }

  /** The other end, or the way to it, is gone, or has ended it. */
  void lost(Ending why) {
    over(why);
  }

  private boolean over(Ending why) {
    if (!ended.completeExceptionally(why.exception())) {
      return false;
    }
    timer.cancel(false);
    in.fail(why);
    out.shut(why);
    return true;
  }

  boolean over() {
    return ended.isDone();
  }

  /** Whether it is over. */
  public boolean isOver() {
    return over();
  }

  // ---- what the other end says

  void item(long sequence, Arrived item) throws WireException {
    in.arrived(sequence, item);
  }

  void end(long sequence, Ending how) throws WireException {
    if (how.deaf()) {
      out.shut(
          how.kind() == Stream.Kind.FAILED
              ? how
              : Ending.cancelled(ENDED, "the other side of " + this + " is done"));
    }
    in.ended(sequence, how);
    settle();
  }

  /** All has come that the other end has sent. */
  void incomingEnded() {
    settle();
  }

  /** Looks whether it is over. */
  void settle() {
    if (over() || !in.whole()) {
      return;
    }
    Ending how = in.how();
    if (how != null && how.kind() == Stream.Kind.FAILED) {
      ended.completeExceptionally(how.exception());
    } else if (out.delivered()) {
      ended.complete(null);
    } else {
      return;
    }
    timer.cancel(false);
  }

  // ---- what the session's sweep asks

  /** The other end is there. */
  void heard() {
    heard = true;
  }

  /** The other end knows that it is over. */
  void confirmed() {
    told = true;
  }

  /** What the other end may not know yet. */
  @Nullable Ending unconfirmed() {
    return told ? null : cancelled;
  }

  /**
   * Called every two seconds while it is not over.
   *
   * @return whether the other end should be asked how far it is
   */
  boolean silent(int patience) {
    silentSweeps = heard ? 0 : silentSweeps + 1;
    heard = false;
    return silentSweeps >= patience || (silentSweeps > 0 && out.expectant());
  }

  /** How often this has been asked since it is over. */
  int overSweeps() {
    return ++overSweeps;
  }

  @Override
  public String toString() {
    return what + " with " + peer.shortText();
  }
}
