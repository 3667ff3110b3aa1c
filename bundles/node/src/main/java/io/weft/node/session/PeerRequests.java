package io.weft.node.session;

import io.weft.node.wire.SeenRequests;
import io.weft.node.wire.SeenRequests.Arrival;
import io.weft.transport.Frame;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The requests of a session's peer: which have come, what they were answered, and where to. One
 * that comes again because a link broke is not run again. Safe on every thread.
 */
public final class PeerRequests {

  /** Requests that are run and have come again; of more it is not noted which way they came. */
  private static final int MAX_CAME_AGAIN = 1 << 14;

  private final SeenRequests seen = new SeenRequests();
  private final RunningRequests running = new RunningRequests();
  private final Map<Long, SessionLink> cameAgain = new ConcurrentHashMap<>();
  private final AtomicInteger answering = new AtomicInteger();
  private volatile boolean used;

  /** Whether a request that has arrived is new. */
  public Arrival arrived(long messageId) {
    return seen.arrived(messageId);
  }

  /**
   * What a request that has arrived again was answered: see {@link SeenRequests#answer}. While it
   * is being run, it is noted that its answer goes the way that it came last: the peer has given up
   * the other one.
   */
  public @Nullable Frame answerOf(long messageId, SessionLink from) {
    Frame answer = seen.answer(messageId);
    if (answer == null && cameAgain.size() < MAX_CAME_AGAIN) {
      cameAgain.put(messageId, from);
      answer = seen.answer(messageId);
      if (answer != null) {
        cameAgain.remove(messageId); // answered meanwhile
      }
    }
    return answer;
  }

  /** A request goes one way or the other. */
  void use() {
    if (!used) { // reading is free, writing each time is not
      used = true;
    }
  }

  /** Whether there were requests, either way, since this was asked last. */
  public boolean wereUsed() {
    boolean was = used;
    used = false;
    return was;
  }

  /** Begins to answer a request; how many are being answered now. */
  public int begin() {
    use();
    return answering.incrementAndGet();
  }

  /** The answer has been sent. */
  public void end() {
    answering.decrementAndGet();
  }

  boolean areBeingAnswered() {
    return answering.get() > 0;
  }

  /**
   * Keeps an answer for a while; it must stay as it is. In place of one that is lent it is noted
   * that the request may be run again.
   *
   * @param asked the link that the request came by at first
   * @return the one that it came by last
   */
  SessionLink answered(long messageId, Frame answer, SessionLink asked) {
    seen.answered(messageId, answer.lendsTail() ? SeenRequests.AGAIN : answer);
    SessionLink latest = cameAgain.isEmpty() ? null : cameAgain.remove(messageId);
    return latest == null ? asked : latest;
  }

  /** A request that its caller may cancel. */
  public interface Running {

    /** Its id in the session. */
    long messageId();

    /** Nobody waits for it any more. Does not block. */
    void cancel();
  }

  /** It is found from now on when its caller cancels it. */
  public void running(Running request) {
    running.add(request);
  }

  /** It is not found any more. */
  public void stopped(Running request) {
    running.remove(request);
  }

  /**
   * Its caller does not wait for it any more. Does not block. If it has not come yet, because this
   * was faster on another link, nothing is run when it comes. Whether it was running.
   */
  public boolean cancelled(long messageId) {
    if (running.cancel(messageId)) {
      return true;
    }
    if (seen.arrived(messageId) == Arrival.NEW) {
      seen.answered(messageId, SeenRequests.FORGOTTEN);
    }
    return false;
  }

  /** It was cancelled: if it comes again, nothing is run and nothing is answered. */
  public void unanswered(long messageId) {
    seen.answered(messageId, SeenRequests.FORGOTTEN);
    cameAgain.remove(messageId);
  }

  /** See {@link SeenRequests#sweep}. */
  void sweep() {
    seen.sweep();
  }

  /** Another process is at the other end: it waits for nothing that the one before has asked. */
  void forget() {
    running.cancelAll();
    seen.clear();
    cameAgain.clear();
  }
}
