package io.weft.discovery.multicast;

import io.weft.discovery.Query;
import io.weft.node.NodeId;
import io.weft.node.NodeRecord;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Who is to get an answer, and when. One question of one asker is answered once a second, one asker
 * five times, and all together fifty times. Used by one thread.
 */
final class Answers {

  private static final double SAME_PER_SECOND = 1;
  private static final double ASKER_PER_SECOND = 5;
  private static final double ALL_PER_SECOND = 50;

  /** Answers are spread over so long a time: an asker with many matches gets them one by one. */
  private static final Duration SPREAD = Duration.ofMillis(100);

  /** Answers that wait: the ones of a second, so it is never reached. */
  private static final int MAX_WAITING = 64;

  /** Askers and questions remembered. */
  private static final int MAX_REMEMBERED = 1024;

  private final RandomGenerator random;
  private final RateLimits<Question> questions;
  private final RateLimits<NodeId> askers;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private long lastNanos;

  /**
   * @param query empty: who we are
   */
  private record Question(NodeId asker, Optional<Query> query) {}

  /**
   * An answer to be sent.
   *
   * @param maxBytes the size of the question, and so of the answer
   */
  record Waiting(long atNanos, InetSocketAddress to, int maxBytes) {}

  Answers(RandomGenerator random, long nowNanos) {
    this.random = random;
    questions =
        new RateLimits<>(
            SAME_PER_SECOND, 1, ALL_PER_SECOND, ALL_PER_SECOND, MAX_REMEMBERED, nowNanos);
    askers =
        new RateLimits<>(
            ASKER_PER_SECOND,
            ASKER_PER_SECOND,
            ALL_PER_SECOND,
            ALL_PER_SECOND,
            MAX_REMEMBERED,
            nowNanos);
    lastNanos = nowNanos;
  }

  /** Whether a node has what is asked for. */
  static boolean has(NodeRecord record, Query query) {
    String value = query.value();
    return switch (query.kind()) {
      case ROLE -> record.roles().contains(value);
      case SERVICE -> record.services().contains(value);
      case CAPABILITY -> {
        int equals = value.indexOf('=');
        yield equals < 0
            ? record.capabilities().containsKey(value)
            : value
                .substring(equals + 1)
                .equals(record.capabilities().get(value.substring(0, equals)));
      }
    };
  }

  /** A question of an admitted node that we match: answered soon, unless it was asked too often. */
  void promise(
      NodeId asker, Optional<Query> query, InetSocketAddress to, int maxBytes, long nowNanos) {
    if (waiting.size() < MAX_WAITING
        && askers.allows(asker, nowNanos)
        && questions.allows(new Question(asker, query), nowNanos)) {
      long at = nowNanos + random.nextLong(SPREAD.toNanos());
      lastNanos = at - lastNanos > 0 ? at : lastNanos;
      waiting.add(new Waiting(lastNanos, to, maxBytes));
    }
  }

  /** Whom to answer now, if anybody. */
  Optional<Waiting> due(long nowNanos) {
    Waiting first = waiting.peek();
    if (first == null || first.atNanos - nowNanos > 0) {
      return Optional.empty();
    }
    waiting.remove();
    return Optional.of(first);
  }

  /** When the next one is due; some time later if none is. */
  long nextNanos(long nowNanos) {
    Waiting first = waiting.peek();
    return first == null ? nowNanos + SPREAD.toNanos() * MAX_WAITING : first.atNanos;
  }
}
