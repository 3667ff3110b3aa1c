package io.weft.node.events;

import io.weft.events.EventHandler;
import io.weft.events.Events;
import io.weft.events.PublishOptions;
import io.weft.events.Subscription;
import io.weft.events.SubscriptionOptions;
import io.weft.node.NodeId;
import io.weft.node.events.OwnTopics.OwnTopic;
import io.weft.node.events.Plan.Hop;
import io.weft.node.payload.Codecs;
import io.weft.node.session.Session;
import io.weft.node.wire.EventHead;
import io.weft.node.wire.EventWire;
import io.weft.node.wire.MessageReader;
import io.weft.v1.Acknowledgement;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings events to those who listen: first to subscribers of this process, by reference, then once
 * over each way to the nodes on which somebody listens. Safe on every thread.
 */
public final class EventBus implements Events {
  private static final Logger LOG = LoggerFactory.getLogger(EventBus.class);

  /** Where dead letters are: {@code $dead/} and their topic. */
  static final String DEAD = "$dead";

  private final NodeId self;
  private final long epoch;
  private final Executor threads;
  private final Executor background;
  private final Runnable interestChanged;
  private final Audience audience = new Audience();
  private final OwnTopics topics = new OwnTopics();
  private final Departures departures = new Departures();
  private final Retained retained = new Retained();
  private final Plans plans;
  private final Outbox outbox;
  private final Inbox inbox;
  private final Publisher publisher;
  private final Duration remembered;
  private final ScheduledExecutorService clockwork;
  private final EventPaths paths;
  private final AtomicBoolean forgetting = new AtomicBoolean();
  private final AtomicLong buried = new AtomicLong();

  /**
   * What the bus needs of the rest of the node.
   *
   * @param threads runs subscribers
   * @param background runs what may wait for a peer
   */
  public record Surroundings(
      NodeId self,
      long epoch,
      Codecs codecs,
      Executor threads,
      Executor background,
      ScheduledExecutorService clockwork,
      EventPaths paths,
      Consumer<BiConsumer<String, TopicPattern>> ownServices) {}

  /**
   * @param interestChanged told when this process listens to something else than before
   */
  public EventBus(Surroundings at, Runnable interestChanged) {
    this(at, interestChanged, Outbox.FIRST_PAUSE, Absentees.REMEMBERED);
  }

  /**
   * @param firstPause before an event is delivered again for the first time
   * @param remembered how long it is known what a node listened to that is away
   */
  EventBus(Surroundings at, Runnable interestChanged, Duration firstPause, Duration remembered) {
    this.remembered = remembered;
    this.clockwork = at.clockwork();
    this.paths = at.paths();
    this.self = at.self();
    this.epoch = at.epoch();
    this.threads = at.threads();
    this.background = at.background();
    this.interestChanged = interestChanged;
    this.plans = new Plans(self, audience, at.paths(), topics, at.ownServices());
    Desk desk = new Desk(self, at.paths(), this::acknowledged);
    Receipts receipts = new Receipts(desk);
    this.inbox =
        new Inbox(
            self, at.codecs(), audience, plans, at.paths(), departures, receipts, at.clockwork());
    this.outbox =
        new Outbox(
            new Redelivery(self, audience, plans, departures, receipts, this::bury),
            at.clockwork(),
            background,
            firstPause);
    this.publisher =
        new Publisher(
            self,
            epoch,
            at.codecs(),
            audience,
            plans,
            departures,
            retained,
            outbox,
            receipts,
            this::bury);
  }

  // ---- publishing

  @Override
  public void publish(String topic, @Nullable Object data, PublishOptions options) {
    TopicPattern.checkTopic(topic);
    if (TopicPattern.isReserved(topic)) {
      throw new IllegalArgumentException(
          "topic \"" + topic + "\": those that begin with $ are the node's own");
    }
    publisher.publish(topic, data, options, "");
  }

  /** A dead letter: on another thread, because the caller may hold the lock of a topic. */
  private void bury(Outbox.Letter letter, String why) {
    String topic = DEAD + "/" + letter.event().topic();
    boolean fits = topic.getBytes(StandardCharsets.UTF_8).length <= EventWire.MAX_TOPIC_BYTES;
    if (Long.bitCount(buried.incrementAndGet()) == 1) {
      LOG.warn(
          "an event of {} becomes a dead letter: {} ({} so far)",
          letter.event().topic(),
          why,
          buried.get());
    }
    run(
        () ->
            publisher.publish(
                fits ? topic : DEAD,
                letter.event().value(),
                PublishOptions.DEFAULT,
                why + "; it was " + letter.head()));
  }

  private void run(Runnable task) {
    try {
      background.execute(task);
    } catch (RejectedExecutionException e) {
      LOG.debug("stopping: a task is left");
    }
  }

  // ---- what comes

  /** An event of another node; on the reader's thread. */
  public void arrived(Session session, MessageReader reader) {
    inbox.arrived(session, reader);
  }

  /** A node says what became of an event of this one. */
  public void acknowledged(NodeId from, Acknowledgement told) {
    if (told.getEpoch() == epoch) {
      acknowledged(
          from,
          new Receipt.Key(self, epoch, told.getTopic(), told.getSequence(), told.getApart()),
          told.getWorking(),
          told.getFailure());
    }
  }

  private void acknowledged(NodeId from, Receipt.Key key, boolean working, String failure) {
    outbox.acknowledged(from, key, working, failure);
  }

  // ---- listening

  @Override
  public Subscription subscribe(String pattern, SubscriptionOptions options, EventHandler handler) {
    EventQueue queue =
        new EventQueue(TopicPattern.of(pattern), options, handler, threads, this::remove);
    audience.add(queue);
    interestChanged.run();
    if (!retained.isEmpty() && options.group().isEmpty()) {
      run(() -> replayTo(queue));
    }
    return queue;
  }

  private void remove(EventQueue queue) {
    audience.remove(queue);
    interestChanged.run();
  }

  /** Events of this process that wait to be acknowledged. */
  int unacknowledged() {
    return outbox.size();
  }

  /** What this process listens to. */
  public List<Interest> interests() {
    return audience.interests();
  }

  /** What another node listens to. New subscriptions there get the last values of their topics. */
  public void interested(NodeInterests told) {
    NodeInterests before = audience.put(told);
    if (before == null || audience.misses(told.node())) {
      outbox.back(told.node());
    }
    if (before != null && before.epoch() != told.epoch()) {
      forgetLater();
    }
    if (retained.isEmpty()) {
      return;
    }
    Map<TopicPattern, Long> known = new HashMap<>();
    if (before != null && before.epoch() == told.epoch()) {
      before.interests().stream()
          .filter(each -> !each.inGroup())
          .forEach(each -> known.put(each.pattern(), each.newest()));
    }
    List<TopicPattern> late = new ArrayList<>();
    for (Interest each : told.interests()) {
      if (!each.inGroup() && each.newest() > known.getOrDefault(each.pattern(), -1L)) {
        late.add(each.pattern());
      }
    }
    if (!late.isEmpty()) {
      run(() -> late.forEach(pattern -> replayTo(told.node(), pattern)));
    }
  }

  /** A node does not count any more; it may come back. */
  public void forget(NodeId node) {
    audience.forget(node, paths.believes(node)); // not if it was banned
    forgetLater();
  }

  /** A peer is gone; it may come back. */
  public void forget(Session session) {
    forget(session.peer());
    inbox.forget(session);
  }

  private void forgetLater() {
    if (forgetting.compareAndSet(false, true)) {
      try {
        clockwork.schedule(
            () -> run(this::forgetAbsentees), remembered.toMillis() / 8, TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException e) {
        LOG.debug("stopping: who is away is of no interest");
      }
    }
  }

  private void forgetAbsentees() {
    forgetting.set(false);
    if (audience.forgetAbsentees(remembered)) {
      forgetLater();
    }
  }

  /** There are other ways to nodes than before. */
  public void waysChanged() {
    audience.changed();
  }

  private void replayTo(EventQueue queue) {
    for (String topic : retained.topics(queue.topics())) {
      OwnTopic own = publisher.locked(topic);
      try {
        Retained.Value value = retained.of(topic);
        if (value != null && queue.number() > value.bound()) {
          queue.offer(value.event().asRetained(), true, 0, null);
        }
      } finally {
        own.lock.unlock();
      }
    }
  }

  private void replayTo(NodeId node, TopicPattern pattern) {
    for (String topic : retained.topics(pattern)) {
      OwnTopic own = publisher.locked(topic);
      try {
        Retained.Value value = retained.of(topic);
        EventHead head = value == null ? null : value.head();
        List<Hop> hops = plans.hops(List.of(node));
        if (value != null && head != null && !hops.isEmpty()) {
          departures.send(head.delivered(EventHead.REPLAY, List.of()), value.data(), hops);
        }
      } finally {
        own.lock.unlock();
      }
    }
  }

  /** Ends all subscriptions: the node stops. */
  public void close() {
    audience.queues().forEach(EventQueue::close);
  }
}
