package io.weft.node.events;

import io.weft.node.NodeId;
import io.weft.node.events.Outbox.Fate;
import io.weft.node.events.Outbox.Letter;
import io.weft.node.events.Plan.Sharing;
import io.weft.node.wire.EventHead;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Sends events again that were not acknowledged, to those who still want them. */
final class Redelivery implements Outbox.Post {
  private final NodeId self;
  private final Audience audience;
  private final Plans plans;
  private final Departures departures;
  private final Receipts receipts;
  private final BiConsumer<Letter, String> dead;

  Redelivery(
      NodeId self,
      Audience audience,
      Plans plans,
      Departures departures,
      Receipts receipts,
      BiConsumer<Letter, String> dead) {
    this.self = self;
    this.audience = audience;
    this.plans = plans;
    this.departures = departures;
    this.receipts = receipts;
    this.dead = dead;
  }

  @Override
  public Fate fate(Letter letter, NodeId node) {
    if (node.equals(self)) {
      return Fate.THERE;
    }
    boolean known = audience.knows(node);
    boolean there = known && !plans.hops(List.of(node)).isEmpty();
    if (there && plans.of(letter.event().topic()).reaches(node)) {
      return Fate.THERE;
    }
    if (audience.misses(node)) {
      return Fate.AWAY; // or there again, and its subscriptions not yet
    }
    if (there) {
      return Fate.NOT_WANTED;
    }
    return known ? Fate.AWAY : Fate.GONE;
  }

  @Override
  public void again(Letter letter, NodeId node, boolean toAll, List<String> groups) {
    if (node.equals(self)) {
      againHere(letter, toAll, groups);
      return;
    }
    int only = toAll ? 0 : EventHead.ALONE | EventHead.GROUPS_ONLY;
    int delivery = letter.head().delivery() | EventHead.AGAIN | only;
    departures.send(
        letter.head().delivered(delivery, groups), letter.data(), plans.hops(List.of(node)));
  }

  private void againHere(Letter letter, boolean toAll, List<String> groups) {
    Delivery delivery = Delivery.of(letter.event(), false);
    if (receipts.again(letter.key(), delivery, queue -> !queue.closed())) {
      return;
    }
    Plan plan = plans.of(letter.event().topic());
    boolean all = (letter.head().delivery() & EventHead.ALL_ACKNOWLEDGE) != 0;
    List<EventQueue> queues = new ArrayList<>();
    if (toAll) {
      queues.addAll(plan.prompt());
      queues.addAll(plan.patient());
    }
    for (Sharing each : plan.groups()) {
      if (groups.contains(each.name()) && !each.here().isEmpty()) {
        queues.add(each.nextHere());
      }
    }
    queues.removeIf(queue -> !all && !queue.options().acknowledge());
    receipts.hand(letter.key(), delivery, queues);
  }

  @Override
  public @Nullable NodeId other(Letter letter, String group, NodeId not) {
    for (Sharing each : plans.of(letter.event().topic()).groups()) {
      if (each.name().equals(group)) {
        for (int i = 0; i < each.nodes().size(); i++) {
          NodeId node = each.nextNode();
          if (!node.equals(not)) {
            return node;
          }
        }
      }
    }
    return null;
  }

  @Override
  public void dead(Letter letter, String why) {
    dead.accept(letter, why);
  }
}
