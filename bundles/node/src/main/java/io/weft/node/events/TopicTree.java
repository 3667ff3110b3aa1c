package io.weft.node.events;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Values by topic pattern: finds those whose pattern stands for a topic by walking over its
 * segments, so that what it costs depends on the patterns that fit so far, not on their number. One
 * writer at a time; readers take no lock, and may miss what is added while they read. A match ends:
 * each knot is visited at most once.
 */
public final class TopicTree<V> {

  private static final Object[] NONE = {};

  /** What may follow after some segments. */
  private static final class Knot {
    final Map<String, Knot> named = new ConcurrentHashMap<>(2);
    volatile @Nullable Knot one;
    volatile Object[] ending = NONE;
    volatile Object[] rest = NONE;

    boolean isEmpty() {
      return named.isEmpty() && one == null && ending.length == 0 && rest.length == 0;
    }
  }

  private final ReentrantLock changing = new ReentrantLock();
  private final Knot root = new Knot();

  /** Adds a value, which may stand under several patterns, and several times under one. */
  public void add(TopicPattern pattern, V value) {
    changing.lock();
    try {
      Knot at = root;
      for (String segment : pattern.segments()) {
        if (TopicPattern.isRest(segment)) {
          at.rest = with(at.rest, value);
          return;
        }
        at = grow(at, segment);
      }
      at.ending = with(at.ending, value);
    } finally {
      changing.unlock();
    }
  }

  private static Knot grow(Knot at, String segment) {
    if (!TopicPattern.isOne(segment)) {
      return at.named.computeIfAbsent(segment, name -> new Knot());
    }
    Knot next = at.one;
    if (next == null) {
      next = new Knot();
      at.one = next;
    }
    return next;
  }

  /** Takes one away that was added. */
  public void remove(TopicPattern pattern, V value) {
    changing.lock();
    try {
      remove(root, pattern, 0, value);
    } finally {
      changing.unlock();
    }
  }

  /** Takes the value away, and what is empty then: patterns that come and go leave nothing. */
  private void remove(Knot at, TopicPattern pattern, int depth, V value) {
    if (depth == pattern.segments().size()) {
      at.ending = without(at.ending, value);
      return;
    }
    String segment = pattern.segments().get(depth);
    if (TopicPattern.isRest(segment)) {
      at.rest = without(at.rest, value);
      return;
    }
    Knot next = TopicPattern.isOne(segment) ? at.one : at.named.get(segment);
    if (next == null) {
      return;
    }
    remove(next, pattern, depth + 1, value);
    if (next.isEmpty()) {
      if (TopicPattern.isOne(segment)) {
        at.one = null;
      } else {
        at.named.remove(segment);
      }
    }
  }

  boolean isEmpty() {
    return root.isEmpty();
  }

  /** Hands over the values of all patterns that stand for this topic, in no order. */
  public void match(String topic, Consumer<? super V> to) {
    match(root, topic, 0, TopicPattern.isReserved(topic), to);
  }

  private void match(Knot at, String topic, int from, boolean named, Consumer<? super V> to) {
    if (!named) {
      hand(at.rest, to);
    }
    if (from > topic.length()) {
      hand(at.ending, to);
      return;
    }
    int slash = topic.indexOf('/', from);
    int end = slash < 0 ? topic.length() : slash;
    Knot one = named ? null : at.one;
    if (one != null) {
      match(one, topic, end + 1, false, to);
    }
    Knot next = at.named.isEmpty() ? null : at.named.get(topic.substring(from, end));
    if (next != null) {
      match(next, topic, end + 1, false, to);
    }
  }

  @SuppressWarnings("unchecked")
  private void hand(Object[] values, Consumer<? super V> to) {
    for (Object value : values) {
      to.accept((V) value);
    }
  }

  private static Object[] with(Object[] values, Object added) {
    Object[] more = Arrays.copyOf(values, values.length + 1);
    more[values.length] = added;
    return more;
  }

  private static Object[] without(Object[] values, Object removed) {
    for (int i = 0; i < values.length; i++) {
      if (values[i].equals(removed)) {
        if (values.length == 1) {
          return NONE;
        }
        Object[] fewer = new Object[values.length - 1];
        System.arraycopy(values, 0, fewer, 0, i);
        System.arraycopy(values, i + 1, fewer, i, values.length - 1 - i);
        return fewer;
      }
    }
    return values;
  }
}
