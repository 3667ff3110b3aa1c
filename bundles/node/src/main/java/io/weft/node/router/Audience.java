package io.weft.node.router;

import io.weft.exchange.Conversation;
import io.weft.exchange.Headers;
import io.weft.exchange.Payload;
import io.weft.exchange.Request;
import io.weft.exchange.RequestOptions;
import io.weft.node.NodeId;
import io.weft.node.directory.LocalAction;
import io.weft.node.session.ReaderThread;
import io.weft.node.streams.Talk;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** A request that has opened a conversation, of this process or another, as its handler sees it. */
final class Audience implements Request {

  /** A century: nobody is in a hurry, and a clock may be added to it. */
  private static final long LONGEST_NANOS = Duration.ofDays(36_525).toNanos();

  private final LocalAction asked;
  private final Talk talk;
  private final Payload params;
  private final Executor threads;
  private final long overNanos;
  private final int priority;
  private Headers headers;
  private boolean returned;

  /**
   * @param priority as the caller says
   * @param within how long the conversation may last, in milliseconds; 0 if that is open
   * @param threads runs what is told when it is over
   */
  Audience(
      LocalAction asked,
      Talk talk,
      Payload params,
      Headers headers,
      int priority,
      long within,
      Executor threads) {
    this.asked = asked;
    this.talk = talk;
    this.params = params;
    this.headers = headers;
    this.priority = Math.min(priority, RequestOptions.MAX_PRIORITY);
    this.threads = threads;
    long nanos = Math.min(LONGEST_NANOS, TimeUnit.MILLISECONDS.toNanos(within));
    overNanos = System.nanoTime() + (within > 0 ? nanos : LONGEST_NANOS);
    if (within > 0) {
      talk.within(Duration.ofNanos(nanos));
    }
  }

  LocalAction asked() {
    return asked;
  }

  Talk talk() {
    return talk;
  }

  long overNanos() {
    return overNanos;
  }

  @Override
  public Object as(Type type) {
    return params.as(type);
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
    return talk.peer();
  }

  @Override
  public Duration remaining() {
    return Duration.ofNanos(overNanos - System.nanoTime());
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

  @Override
  public Conversation conversation() {
    return talk;
  }

  @Override
  public boolean cancelled() {
    return talk.isOver();
  }

  @Override
  public void whenCancelled(Runnable told) {
    talk.ended()
        .whenComplete(
            (nothing, failure) -> {
              if (failure != null) {
                threads.execute(told);
              }
            });
  }

  @Override
  public void interruptWhenCancelled() {
    ReaderThread.demandNot("interruptWhenCancelled");
    Thread handling = Thread.currentThread();
    talk.ended()
        .whenComplete(
            (nothing, failure) -> {
              if (failure != null) {
                interrupt(handling);
              }
            });
  }

  private synchronized void interrupt(Thread handling) {
    if (!returned) {
      handling.interrupt();
    }
  }

  /** Its handler has returned. */
  synchronized void returned() {
    returned = true;
  }
}
