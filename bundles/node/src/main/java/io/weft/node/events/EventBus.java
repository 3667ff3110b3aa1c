package io.weft.node.events;

import io.weft.events.Broadcast;
import io.weft.events.EventHandler;
import io.weft.events.Events;
import io.weft.events.Subscription;
import io.weft.events.SubscriptionOptions;
import io.weft.exchange.Encoded;
import io.weft.node.NodeId;
import io.weft.node.payload.Codecs;
import io.weft.node.session.Session;
import io.weft.node.wire.ContentType;
import io.weft.node.wire.EventWire;
import io.weft.node.wire.MessageReader;
import io.weft.node.wire.RawNodeId;
import io.weft.transport.Frame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings events to those who listen: first to subscribers of this process, by reference, then once
 * to each node on which somebody listens. Safe on every thread.
 */
public final class EventBus implements Events {
  private static final Logger LOG = LoggerFactory.getLogger(EventBus.class);

  /** Topics whose listeners are remembered; beyond it they are looked up again. */
  private static final int MAX_CACHED_TOPICS = 4096;

  /** Data from this size on is sent by reference. */
  private static final int TAIL_FROM_BYTES = 16 * 1024;

  /** How long an event may wait for a link to come back. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private record Listeners(List<EventQueue> here, List<Session> elsewhere) {}

  private final NodeId self;
  private final byte[] selfRaw;
  private final Codecs codecs;
  private final Executor threads;
  private final Runnable interestChanged;
  private final TopicSequences sequences = new TopicSequences();
  private final ReentrantLock changing = new ReentrantLock();
  private final Map<String, Listeners> cache = new ConcurrentHashMap<>();
  private volatile List<EventQueue> queues = List.of();
  private volatile Map<Session, List<TopicPattern>> interest = Map.of();

  /**
   * @param threads runs subscribers
   * @param interestChanged told when this process listens to something else than before
   */
  public EventBus(NodeId self, Codecs codecs, Executor threads, Runnable interestChanged) {
    this.self = self;
    this.selfRaw = RawNodeId.of(self);
    this.codecs = codecs;
    this.threads = threads;
    this.interestChanged = interestChanged;
  }

  // ---- publishing

  @Override
  public void publish(String topic, @Nullable Object data, Broadcast broadcast) {
    Listeners listeners = listeners(TopicPattern.checkTopic(topic));
    boolean remote = broadcast == Broadcast.ALL && !listeners.elsewhere.isEmpty();
    Encoded encoded = remote ? codecs.encode(data, Optional.empty()) : null;
    TopicSequences.Stripe stripe = sequences.of(topic);
    stripe.lock.lock();
    try {
      long sequence = stripe.next(topic);
      LocalEvent event = new LocalEvent(codecs, data, topic, self, sequence);
      for (EventQueue queue : listeners.here) {
        queue.offer(event, true);
      }
      if (encoded != null) {
        send(topic, sequence, encoded, listeners.elsewhere);
      }
    } finally {
      stripe.lock.unlock();
    }
  }

  private void send(String topic, long sequence, Encoded encoded, List<Session> to) {
    Frame frame =
        new EventFrame(
            topic.getBytes(StandardCharsets.UTF_8),
            selfRaw,
            sequence,
            ContentType.of(encoded.contentType()),
            encoded.bytes());
    for (Session session : to) {
      Session.Refusal refusal = session.sendInOrder(frame, System.nanoTime() + PATIENCE.toNanos());
      if (refusal != Session.Refusal.NONE) {
        LOG.warn(
            "an event of {} with {} bytes did not go to {}: {}",
            topic,
            encoded.bytes().length,
            session.peer().shortText(),
            refusal);
      }
    }
  }

  /** An event of another node; on the reader's thread. */
  public void arrived(Session session, MessageReader reader, ByteBuffer view) {
    String topic = reader.topic();
    Listeners listeners = listeners(topic);
    if (listeners.here.isEmpty()) {
      return;
    }
    RemoteEvent event =
        new RemoteEvent(
            codecs, reader.contentType(), reader.body(), topic, session.peer(), reader.sequence());
    for (EventQueue queue : listeners.here) {
      queue.offer(event, false);
    }
  }

  // ---- listening

  @Override
  public Subscription subscribe(String pattern, SubscriptionOptions options, EventHandler handler) {
    EventQueue queue =
        new EventQueue(TopicPattern.of(pattern), options, handler, threads, this::remove);
    changing.lock();
    try {
      List<EventQueue> next = new ArrayList<>(queues);
      next.add(queue);
      queues = List.copyOf(next);
      cache.clear();
    } finally {
      changing.unlock();
    }
    interestChanged.run();
    return queue;
  }

  private void remove(EventQueue queue) {
    changing.lock();
    try {
      List<EventQueue> next = new ArrayList<>(queues);
      next.remove(queue);
      queues = List.copyOf(next);
      cache.clear();
    } finally {
      changing.unlock();
    }
    interestChanged.run();
  }

  /** What this process listens to. */
  public List<String> patterns() {
    return queues.stream().map(EventQueue::pattern).distinct().sorted().toList();
  }

  /**
   * What a peer listens to; nothing if it is gone. Patterns that are not of their form are left.
   */
  public void interested(Session session, List<String> patterns) {
    List<TopicPattern> read = new ArrayList<>();
    for (String pattern : patterns) {
      try {
        read.add(TopicPattern.of(pattern));
      } catch (IllegalArgumentException e) {
        LOG.info("{} listens to something odd: {}", session, e.getMessage());
      }
    }
    changing.lock();
    try {
      Map<Session, List<TopicPattern>> next = new LinkedHashMap<>(interest);
      if (read.isEmpty()) {
        next.remove(session);
      } else {
        next.put(session, List.copyOf(read));
      }
      interest = Map.copyOf(next);
      cache.clear();
    } finally {
      changing.unlock();
    }
  }

  /** Ends all subscriptions: the node stops. */
  public void close() {
    queues.forEach(EventQueue::close);
  }

  private Listeners listeners(String topic) {
    Listeners known = cache.get(topic);
    if (known != null) {
      return known;
    }
    List<EventQueue> allQueues = queues;
    Map<Session, List<TopicPattern>> allInterest = interest;
    List<EventQueue> here =
        allQueues.stream().filter(queue -> queue.topics().matches(topic)).toList();
    List<Session> elsewhere = new ArrayList<>();
    allInterest.forEach(
        (session, patterns) -> {
          if (patterns.stream().anyMatch(pattern -> pattern.matches(topic))) {
            elsewhere.add(session);
          }
        });
    Listeners found = new Listeners(here, List.copyOf(elsewhere));
    changing.lock();
    try {
      if (queues == allQueues && interest == allInterest && cache.size() < MAX_CACHED_TOPICS) {
        cache.put(topic, found);
      }
    } finally {
      changing.unlock();
    }
    return found;
  }

  /** The frame of an event. */
  private record EventFrame(
      byte[] topic, byte[] publisher, long sequence, ContentType type, byte[] data)
      implements Frame {

    @Override
    public int size() {
      int whole = EventWire.size(topic, publisher, sequence, type, data.length);
      return data.length < TAIL_FROM_BYTES ? whole : whole - data.length;
    }

    @Override
    public void writeTo(ByteBuffer buffer) {
      EventWire.write(buffer, topic, publisher, sequence, type, data.length);
      if (data.length < TAIL_FROM_BYTES) {
        buffer.put(data);
      }
    }

    @Override
    public Optional<ByteBuffer> tail() {
      return data.length < TAIL_FROM_BYTES ? Optional.empty() : Optional.of(ByteBuffer.wrap(data));
    }
  }
}
