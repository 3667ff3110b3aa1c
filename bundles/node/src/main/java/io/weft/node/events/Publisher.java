package io.weft.node.events;

import io.weft.events.Broadcast;
import io.weft.events.PublishOptions;
import io.weft.exchange.Encoded;
import io.weft.node.NodeId;
import io.weft.node.events.OwnTopics.OwnTopic;
import io.weft.node.payload.Codecs;
import io.weft.node.wire.ContentType;
import io.weft.node.wire.EventHead;
import io.weft.node.wire.RawNodeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends out what this process publishes: numbers it, keeps what is to be kept, and brings it to
 * everybody who gets it, one event of a topic after the other. Safe on every thread.
 */
final class Publisher {
  private static final byte[] NO_DATA = {};

  private final NodeId self;
  private final byte[] selfRaw;
  private final long epoch;
  private final Codecs codecs;
  private final Audience audience;
  private final Plans plans;
  private final Departures departures;
  private final Retained retained;
  private final Outbox outbox;
  private final Receipts receipts;
  private final BiConsumer<Outbox.Letter, String> dead;

  Publisher(
      NodeId self,
      long epoch,
      Codecs codecs,
      Audience audience,
      Plans plans,
      Departures departures,
      Retained retained,
      Outbox outbox,
      Receipts receipts,
      BiConsumer<Outbox.Letter, String> dead) {
    this.self = self;
    this.selfRaw = RawNodeId.of(self);
    this.epoch = epoch;
    this.codecs = codecs;
    this.audience = audience;
    this.plans = plans;
    this.departures = departures;
    this.retained = retained;
    this.outbox = outbox;
    this.receipts = receipts;
    this.dead = dead;
  }

  /**
   * @param reason why it is a dead letter; empty if it is none
   */
  void publish(String topic, @Nullable Object data, PublishOptions options, String reason) {
    OwnTopic own = locked(topic);
    try {
      long numbered = audience.numbered(); // before the plan: all up to it are in there
      Plan plan = plans.of(topic);
      Choice choice = Choice.of(plan, options.broadcast(), self, plans);
      boolean stays = options.broadcast() == Broadcast.LOCAL_ONLY;
      boolean leaves = !choice.nodes().isEmpty() || !choice.shared().isEmpty();
      boolean all = options.broadcast() == Broadcast.ALL;
      boolean asked = options.acknowledged() && reason.isEmpty();
      Absent absent = all && reason.isEmpty() ? plan.absent().of(asked) : Absent.NOBODY;
      boolean encodes = leaves || !absent.isEmpty() || (!stays && options.retain());
      Encoded encoded = encodes ? codecs.encode(data, Optional.empty()) : null;
      byte[] bytes = encoded == null ? NO_DATA : encoded.bytes();
      ContentType type =
          encoded == null ? ContentType.BYTES : ContentType.of(encoded.contentType());
      if (asked) {
        outbox.check(topic, bytes.length);
      }
      boolean keeps = options.retain() && !isNothing(data);
      if (keeps) {
        retained.reserve(topic, bytes.length);
      }
      LocalEvent event = new LocalEvent(codecs, data, topic, self, own.next(all), reason, false);
      EventHead head = encoded == null ? null : head(own, event, type, reason);
      if (keeps) {
        // Encoded, if it can be: an object would keep the classes of a bundle that has gone.
        LocalEvent kept = encoded == null ? event : event.with(encoded);
        retained.put(new Retained.Value(kept, stays ? null : head, bytes, numbered));
      } else if (options.retain()) {
        retained.clear(topic);
      }
      boolean wanted =
          reason.isEmpty()
              && (plan.acknowledgesHere()
                  || !absent.isEmpty()
                  || (leaves && acknowledges(plan, choice)));
      int delivery =
          (options.retain() ? EventHead.RETAINED : 0)
              | (all ? 0 : EventHead.APART)
              | (asked ? EventHead.ALL_ACKNOWLEDGE : wanted ? EventHead.ACKNOWLEDGE : 0);
      new Dispatch(plan, choice, absent, event, head, bytes, delivery).run();
    } finally {
      own.lock.unlock();
    }
  }

  private static boolean acknowledges(Plan plan, Choice choice) {
    return !plan.acknowledging().isEmpty()
        && plan.acknowledging().stream()
            .anyMatch(node -> choice.nodes().contains(node) || choice.shared().containsKey(node));
  }

  /** The topic, locked. */
  @SuppressWarnings("LockNotBeforeTry") // the caller's
  OwnTopic locked(String topic) {
    while (true) {
      OwnTopic own = plans.of(topic).topic();
      own.lock.lock();
      if (!own.forgotten()) {
        return own;
      }
      own.lock.unlock();
    }
  }

  private static boolean isNothing(@Nullable Object data) {
    return data == null
        || data.equals(Optional.empty())
        || (data instanceof byte[] bytes && bytes.length == 0)
        || (data instanceof Encoded encoded && encoded.bytes().length == 0);
  }

  private EventHead head(OwnTopic own, LocalEvent event, ContentType type, String reason) {
    EventHead plain = EventHead.plain(own.utf8(), selfRaw, event.sequence(), type);
    return reason.isEmpty() ? plain : plain.because(reason);
  }

  /** One event on its way out; its topic's lock is held. */
  private final class Dispatch {
    private final Plan plan;
    private final Choice choice;
    private final Absent absent;
    private final LocalEvent event;
    private final @Nullable EventHead head;
    private final byte[] bytes;
    private final int delivery;
    private final boolean asked;

    Dispatch(
        Plan plan,
        Choice choice,
        Absent absent,
        LocalEvent event,
        @Nullable EventHead head,
        byte[] bytes,
        int delivery) {
      this.plan = plan;
      this.choice = choice;
      this.absent = absent;
      this.event = event;
      this.head = head;
      this.bytes = bytes;
      this.delivery = delivery;
      this.asked = (delivery & EventHead.ALL_ACKNOWLEDGE) != 0;
    }

    /** Those that block come last: nobody else is to wait for them. */
    void run() {
      boolean kept = (delivery & (EventHead.ALL_ACKNOWLEDGE | EventHead.ACKNOWLEDGE)) != 0;
      List<EventQueue> acknowledging = kept ? acknowledgingHere() : List.of();
      Receipt.Key key = kept ? keep(acknowledging) : null;
      if (choice.here()) {
        offer(plan.prompt(), acknowledging);
      }
      offer(choice.membersHere(), acknowledging);
      if (head != null) {
        send(head);
      }
      if (choice.here()) {
        offer(plan.patient(), acknowledging);
      }
      if (key != null && !acknowledging.isEmpty()) {
        receipts.hand(key, Delivery.of(event, true), acknowledging);
      }
    }

    private void offer(List<EventQueue> queues, List<EventQueue> except) {
      for (int i = 0; i < queues.size(); i++) {
        EventQueue queue = queues.get(i);
        if (except.isEmpty() || !except.contains(queue)) {
          queue.offer(event, true, 0, null);
        }
      }
    }

    private void send(EventHead plain) {
      EventHead toAll = delivery == 0 ? plain : plain.delivered(delivery, List.of());
      departures.send(toAll, bytes, choice.hops());
      choice
          .shared()
          .forEach(
              (node, groups) -> {
                int alone =
                    choice.nodes().contains(node) ? 0 : EventHead.ALONE | EventHead.GROUPS_ONLY;
                departures.send(
                    plain.delivered(delivery | alone, groups), bytes, plans.hops(List.of(node)));
              });
    }

    private List<EventQueue> acknowledgingHere() {
      List<EventQueue> all = new ArrayList<>();
      if (choice.here()) {
        all.addAll(plan.prompt());
        all.addAll(plan.patient());
      }
      all.addAll(choice.membersHere());
      all.removeIf(queue -> !asked && !queue.options().acknowledge());
      return all;
    }

    private Receipt.@Nullable Key keep(List<EventQueue> acknowledging) {
      Receipt.Key key =
          new Receipt.Key(
              self, epoch, event.topic(), event.sequence(), (delivery & EventHead.APART) != 0);
      EventHead first = head != null ? head : head(plan.topic(), event, ContentType.BYTES, "");
      Outbox.Letter letter =
          new Outbox.Letter(event, first.delivered(delivery, List.of()), bytes, key);
      List<NodeId> toAll = new ArrayList<>();
      choice.nodes().stream().filter(this::owes).forEach(toAll::add);
      if (!acknowledging.isEmpty()) {
        toAll.add(self);
      }
      Map<NodeId, List<String>> shared = new HashMap<>(choice.shared());
      shared.keySet().removeIf(node -> !owes(node));
      absent.shared().forEach(shared::putIfAbsent);
      toAll.addAll(absent.nodes());
      if (!outbox.hasRoom(bytes.length)) {
        dead.accept(letter, "more events than the publisher keeps wait to be acknowledged");
        return key;
      }
      outbox.keep(letter, toAll, shared);
      return key;
    }

    private boolean owes(NodeId node) {
      return asked ? audience.acknowledges(node) : plan.acknowledging().contains(node);
    }
  }
}
