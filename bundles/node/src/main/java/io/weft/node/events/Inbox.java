package io.weft.node.events;

import io.weft.node.NodeId;
import io.weft.node.events.Plan.Hop;
import io.weft.node.events.Plan.Sharing;
import io.weft.node.payload.Codecs;
import io.weft.node.session.Session;
import io.weft.node.wire.EventFields;
import io.weft.node.wire.EventHead;
import io.weft.node.wire.MessageReader;
import io.weft.node.wire.RawNodeId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes in what other nodes publish: passes on what is for others, and hands the rest to the
 * subscriptions of this process, each event once and in order. Runs on readers; nothing blocks.
 */
final class Inbox {
  private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);

  private final NodeId self;
  private final byte[] selfRaw;
  private final Codecs codecs;
  private final Audience audience;
  private final Plans plans;
  private final EventPaths paths;
  private final Departures departures;
  private final Receipts receipts;
  private final ScheduledExecutorService clockwork;
  private final ArrivingTopics topics = new ArrivingTopics(this::deliver);
  private final Set<Arriving> waiting = ConcurrentHashMap.newKeySet();
  private final AtomicLong dropped = new AtomicLong();

  Inbox(
      NodeId self,
      Codecs codecs,
      Audience audience,
      Plans plans,
      EventPaths paths,
      Departures departures,
      Receipts receipts,
      ScheduledExecutorService clockwork) {
    this.self = self;
    this.selfRaw = RawNodeId.of(self);
    this.codecs = codecs;
    this.audience = audience;
    this.plans = plans;
    this.paths = paths;
    this.departures = departures;
    this.receipts = receipts;
    this.clockwork = clockwork;
  }

  /** An event; on the reader's thread. */
  void arrived(Session from, MessageReader reader) {
    EventFields fields = reader.event();
    boolean relayed = fields.epoch() != 0;
    NodeId publisher = relayed ? RawNodeId.parse(fields.publisher()) : from.peer();
    if (relayed && (publisher.equals(self) || !paths.believes(publisher))) {
      drop(from, "it says that " + publisher.shortText() + " has published it");
      return;
    }
    if (!fields.isForReceiver() && !relay(from, publisher, reader)) {
      return;
    }
    try {
      Arriving topic =
          relayed ? topics.of(publisher, fields.epoch(), fields.topic()) : topics.of(from, fields);
      take(
          topic,
          new RemoteEvent(codecs, reader, topic.topic(), publisher, relayed ? from.peer() : null));
    } catch (IllegalArgumentException e) {
      drop(from, String.valueOf(e.getMessage()));
    }
  }

  private void drop(Session from, String why) {
    if (Long.bitCount(dropped.incrementAndGet()) == 1) {
      LOG.info("an event from {} is ignored: {} ({} so far)", from, why, dropped.get());
    }
  }

  private void take(Arriving topic, RemoteEvent event) {
    if (event.is(EventHead.REPLAY)) {
      replay(topic, event);
    } else if (event.ordered()) {
      if (!topic.takeNext(event)
          && topic.take(event, isMissed(topic), System.nanoTime())
          && waiting.add(topic)) {
        lookLater();
      }
    } else {
      if (event.is(EventHead.AGAIN) && !event.is(EventHead.APART | EventHead.ALONE)) {
        topic.came(event.sequence());
      }
      deliver(topic, event, 0);
    }
  }

  /** Whether a subscription was there before: what it has not had is missing. */
  private boolean isMissed(Arriving topic) {
    Plan plan = plan(topic);
    return isAnyOf(plan.prompt(), topic.bound) || isAnyOf(plan.patient(), topic.bound);
  }

  private static boolean isAnyOf(List<EventQueue> queues, long bound) {
    for (int i = 0; i < queues.size(); i++) {
      if (queues.get(i).number() <= bound) {
        return true;
      }
    }
    return false;
  }

  private Plan plan(Arriving topic) {
    Plan plan = topic.plan;
    if (plan == null || plan.version() != audience.version()) {
      plan = plans.of(topic.topic());
      topic.plan = plan;
    }
    return plan;
  }

  // ---- to subscriptions

  private void deliver(Arriving topic, RemoteEvent event, long gap) {
    long numbered = audience.numbered(); // before the plan: all up to it are in there
    Plan plan = plan(topic);
    Delivery delivery = new Delivery(event, false, gap, topic.bound);
    boolean again = event.is(EventHead.AGAIN);
    Receipt.Key key = null;
    if (event.is(EventHead.ACKNOWLEDGE | EventHead.ALL_ACKNOWLEDGE)) {
      key =
          new Receipt.Key(
              topic.publisher(),
              topic.epoch(),
              topic.topic(),
              event.sequence(),
              event.is(EventHead.APART));
      if (again && receipts.again(key, delivery, queue -> !queue.closed())) {
        return;
      }
    }
    List<EventQueue> acknowledging = new ArrayList<>(0);
    if (!event.is(EventHead.GROUPS_ONLY)) {
      hand(plan.prompt(), event, delivery, key != null, acknowledging);
      hand(plan.patient(), event, delivery, key != null, acknowledging);
    }
    for (String group : event.groups()) {
      for (Sharing each : plan.groups()) {
        if (each.name().equals(group) && !each.here().isEmpty()) {
          hand(
              List.of(each.nextHere()),
              event,
              Delivery.of(event, false),
              key != null,
              acknowledging);
        }
      }
    }
    if (event.ordered()) {
      topic.bound = numbered;
    }
    if (key != null && (again || event.is(EventHead.ALL_ACKNOWLEDGE) || !acknowledging.isEmpty())) {
      receipts.hand(key, delivery, acknowledging);
    }
  }

  private static void hand(
      List<EventQueue> queues,
      RemoteEvent event,
      Delivery delivery,
      boolean kept,
      List<EventQueue> acknowledging) {
    for (int i = 0; i < queues.size(); i++) {
      EventQueue queue = queues.get(i);
      if (kept && (queue.options().acknowledge() || event.is(EventHead.ALL_ACKNOWLEDGE))) {
        acknowledging.add(queue);
      } else if (!event.is(EventHead.AGAIN)) {
        delivery.to(queue);
      }
    }
  }

  /** The last value of a topic, for those who came late. */
  private void replay(Arriving topic, RemoteEvent event) {
    long numbered = audience.numbered();
    Plan plan = plan(topic);
    Delivery delivery = Delivery.of(event, false);
    for (List<EventQueue> queues : List.of(plan.prompt(), plan.patient())) {
      for (EventQueue queue : queues) {
        if (!topic.hadRetained(event.sequence(), queue.number())) {
          delivery.to(queue);
        }
      }
    }
    topic.replayed(event.sequence(), numbered);
    topic.bound = Math.max(topic.bound, numbered);
  }

  // ---- to other nodes

  /**
   * Passes an event on to those of its targets that are not this node.
   *
   * @return whether this node is one of them
   */
  private boolean relay(Session from, NodeId publisher, MessageReader reader) {
    EventFields fields = reader.event();
    byte[] targets = fields.targets();
    boolean mine = false;
    List<NodeId> others = new ArrayList<>();
    for (int at = 0; at < targets.length; at += RawNodeId.LENGTH) {
      byte[] raw = Arrays.copyOfRange(targets, at, at + RawNodeId.LENGTH);
      if (Arrays.equals(raw, selfRaw)) {
        mine = true;
      } else {
        others.add(RawNodeId.parse(raw));
      }
    }
    if (others.isEmpty()) {
      return mine;
    }
    if (!paths.relays() || reader.hops() <= 0) {
      drop(from, paths.relays() ? "it was relayed too often" : "relay=false");
      return mine;
    }
    int hops = Math.min(reader.hops(), EventPaths.MAX_HOPS) - 1;
    long epoch = fields.epoch() == 0 ? from.epoch() : fields.epoch();
    byte[] data = reader.body();
    byte[] publisherRaw = RawNodeId.of(publisher);
    for (Hop hop : plans.hops(others)) {
      if (!hop.session().equals(from)) {
        departures.send(
            EventHead.relayed(reader, publisherRaw, epoch, hop.targets(), hops),
            data,
            hop.session());
      }
    }
    return mine;
  }

  // ---- time

  private void lookLater() {
    try {
      clockwork.schedule(this::look, Arriving.WAIT_NANOS, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("stopping: what is early is left");
    }
  }

  private void look() {
    long now = System.nanoTime();
    boolean more = false;
    for (Arriving topic : List.copyOf(waiting)) {
      waiting.remove(topic); // before the look: who adds it meanwhile is looked at again
      if (topic.look(now)) {
        waiting.add(topic);
        more = true;
      }
    }
    if (more) {
      lookLater();
    }
  }

  void forget(Session session) {
    topics.forget(session);
  }
}
