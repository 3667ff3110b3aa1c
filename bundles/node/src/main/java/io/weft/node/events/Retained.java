package io.weft.node.events;

import io.weft.events.EventException;
import io.weft.node.wire.EventHead;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The last values of topics that this process was asked to keep. Bounded in number and bytes: more
 * are refused, those that are there stay. Safe on every thread.
 */
final class Retained {

  /** Topics: some hundred megabytes with short values. */
  static final int MAX_TOPICS = 100_000;

  /** Bytes of topics and data. */
  static final long MAX_BYTES = 64L << 20;

  /**
   * A topic's last value.
   *
   * @param head with which it went out; none: it goes to this process only
   * @param bound subscriptions of this process up to this number have got it
   */
  record Value(LocalEvent event, @Nullable EventHead head, byte[] data, long bound) {

    private long bytes() {
      return event.topic().length() + (long) data.length;
    }
  }

  private final int maxTopics;
  private final long maxBytes;
  private final ReentrantLock changing = new ReentrantLock();
  private final Map<String, Value> values = new ConcurrentHashMap<>();
  private int reserved;
  private long bytes;

  Retained() {
    this(MAX_TOPICS, MAX_BYTES);
  }

  Retained(int maxTopics, long maxBytes) {
    this.maxTopics = maxTopics;
    this.maxBytes = maxBytes;
  }

  /**
   * Makes sure that there is room for a value. {@link #put} follows.
   *
   * @throws EventException if there is none
   */
  void reserve(String topic, int dataLength) {
    changing.lock();
    try {
      Value before = values.get(topic);
      long more = topic.length() + (long) dataLength - (before == null ? 0 : before.bytes());
      if (before == null && values.size() + reserved >= maxTopics) {
        throw new EventException(
            topic
                + " is not retained: the values of "
                + maxTopics
                + " topics are, which is the limit of a node; clear some with an event without"
                + " data");
      }
      if (bytes + more > maxBytes) {
        throw new EventException(
            topic
                + " is not retained: its "
                + dataLength
                + " bytes and the "
                + bytes
                + " of other topics are more than the limit of a node ("
                + maxBytes
                + "); clear some with an event without data");
      }
      reserved++;
    } finally {
      changing.unlock();
    }
  }

  /** Keeps a value for which there is room. */
  void put(Value value) {
    changing.lock();
    try {
      reserved--;
      Value before = values.put(value.event().topic(), value);
      bytes += value.bytes() - (before == null ? 0 : before.bytes());
    } finally {
      changing.unlock();
    }
  }

  void clear(String topic) {
    changing.lock();
    try {
      Value before = values.remove(topic);
      bytes -= before == null ? 0 : before.bytes();
    } finally {
      changing.unlock();
    }
  }

  @Nullable Value of(String topic) {
    return values.get(topic);
  }

  boolean isEmpty() {
    return values.isEmpty();
  }

  /** Topics of which a value is kept and which the pattern stands for. */
  List<String> topics(TopicPattern pattern) {
    List<String> all = new ArrayList<>();
    for (String topic : values.keySet()) {
      if (pattern.matches(topic)) {
        all.add(topic);
      }
    }
    return all;
  }
}
