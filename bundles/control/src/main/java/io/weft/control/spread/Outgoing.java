package io.weft.control.spread;

import io.weft.control.state.Batch;
import io.weft.control.state.PointState;
import io.weft.exchange.ApplicationException;
import io.weft.exchange.RequestException;
import io.weft.node.NodeId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is on its way to one peer. A change leaves at once; while the peer is slow, what waits is
 * joined point by point, so it never exceeds the number of points and nothing is lost. Safe on
 * every thread; adding never blocks.
 */
final class Outgoing {
  private static final Logger LOG = LoggerFactory.getLogger(Outgoing.class);

  /** Messages under way: enough that a round trip costs no rate, few enough that points join. */
  private static final int IN_FLIGHT = 4;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  /** A peer that does not let this node call it is asked again after this. */
  private static final Duration FORBIDDEN_PAUSE = Duration.ofSeconds(30);

  /** What is shown of a peer's words, in characters. */
  private static final int SHOWN = 300;

  /** What all peers share. */
  record Surroundings(
      Asking asking,
      Supplier<List<Long>> told,
      Executor threads,
      ScheduledExecutorService clockwork,
      Seldom seldom) {}

  private final NodeId peer;
  private final Surroundings around;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, PointState> waiting = new LinkedHashMap<>();
  private int inFlight;
  private boolean pumping;
  private boolean paused;
  private boolean closed;
  private Duration pause = FIRST_PAUSE;

  Outgoing(NodeId peer, Surroundings around) {
    this.peer = peer;
    this.around = around;
  }

  void add(List<PointState> states) {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      for (PointState each : states) {
        waiting.merge(each.name(), each, PointState::join);
      }
    } finally {
      lock.unlock();
    }
    wake();
  }

  void close() {
    lock.lock();
    try {
      closed = true;
      waiting.clear();
    } finally {
      lock.unlock();
    }
  }

  /** Points that wait. */
  int size() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  /** Whether everything was answered. */
  boolean isIdle() {
    lock.lock();
    try {
      return waiting.isEmpty() && inFlight == 0;
    } finally {
      lock.unlock();
    }
  }

  private void wake() {
    lock.lock();
    try {
      if (pumping || paused || waiting.isEmpty() || inFlight >= IN_FLIGHT) {
        return;
      }
      pumping = true;
    } finally {
      lock.unlock();
    }
    try {
      around.threads.execute(this::pump);
    } catch (RejectedExecutionException e) {
      LOG.debug("stopping: {} is told no more", peer.shortText());
    }
  }

  private void pump() {
    List<PointState> sent = new ArrayList<>();
    for (byte[] message = next(sent); message != null; message = next(sent)) {
      List<PointState> states = List.copyOf(sent);
      send(message, states);
      sent.clear();
    }
  }

  private void send(byte[] message, List<PointState> states) {
    try {
      around
          .asking
          .ask(peer, Asking.CHANGES, message)
          .whenComplete((answer, failure) -> ended(states, answer, failure));
    } catch (RuntimeException e) { // the node stops
      ended(states, null, e);
    }
  }

  /** The next message, if there is something to send and it may be sent. */
  private byte @Nullable [] next(List<PointState> sent) {
    List<Long> told = around.told.get();
    lock.lock();
    try {
      if (paused || waiting.isEmpty() || inFlight >= IN_FLIGHT) {
        pumping = false;
        return null;
      }
      inFlight++;
      return Batch.take(told, new Noting(waiting.values().iterator(), sent));
    } finally {
      lock.unlock();
    }
  }

  private void ended(
      List<PointState> states, byte @Nullable [] answer, @Nullable Throwable failure) {
    lock.lock();
    try {
      inFlight--;
      if (failure == null) {
        pause = FIRST_PAUSE;
      }
    } finally {
      lock.unlock();
    }
    if (failure != null) {
      failed(states, failure instanceof CompletionException wrapped ? cause(wrapped) : failure);
      return;
    }
    if (answer != null && answer.length > 0 && around.seldom.now(peer)) {
      LOG.warn("{} did not take all control points: {}", peer.shortText(), plain(answer));
    }
    wake();
  }

  private static Throwable cause(CompletionException wrapped) {
    return wrapped.getCause() == null ? wrapped : wrapped.getCause();
  }

  private static String plain(byte[] text) {
    String words = new String(text, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", " ");
    return words.length() > SHOWN ? words.substring(0, SHOWN) + "…" : words;
  }

  /** Nothing is lost: it waits again, joined with what has come meanwhile. */
  private void failed(List<PointState> states, Throwable failure) {
    boolean forbidden =
        failure instanceof RequestException refused
            && refused.reason() == RequestException.Reason.FORBIDDEN;
    boolean useless =
        failure instanceof ApplicationException error
            && error.code().equals(ApplicationException.BAD_PARAMS);
    if ((forbidden || useless) && around.seldom.now(peer)) {
      LOG.warn(
          "{} takes no control points from this node: {}", peer.shortText(), failure.getMessage());
    }
    Duration wait;
    lock.lock();
    try {
      if (!useless && !closed) {
        states.forEach(each -> waiting.merge(each.name(), each, PointState::join));
      }
      if (paused || closed) {
        return;
      }
      paused = true;
      wait = forbidden ? FORBIDDEN_PAUSE : pause;
      Duration twice = pause.multipliedBy(2);
      pause = twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
    } finally {
      lock.unlock();
    }
    try {
      around.clockwork.schedule(this::resume, wait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("stopping: {} is told no more", peer.shortText());
    }
  }

  private void resume() {
    lock.lock();
    try {
      paused = false;
    } finally {
      lock.unlock();
    }
    wake();
  }

  /** Remembers what was taken. */
  private record Noting(Iterator<PointState> from, List<PointState> taken)
      implements Iterator<PointState> {
    @Override
    public boolean hasNext() {
      return from.hasNext();
    }

    @Override
    public PointState next() {
      PointState next = from.next();
      taken.add(next);
      return next;
    }

    @Override
    public void remove() {
      from.remove();
    }
  }
}
