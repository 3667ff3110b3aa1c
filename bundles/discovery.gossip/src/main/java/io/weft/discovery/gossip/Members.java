package io.weft.discovery.gossip;

import io.weft.discovery.Records;
import io.weft.discovery.Self;
import io.weft.discovery.Sighting;
import io.weft.discovery.SightingSink;
import io.weft.node.NodeId;
import io.weft.node.NodeRecord;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Who is a member, as far as gossip knows, and what the node is told of it. Evidence that somebody
 * is there is a session with it, here or elsewhere; what other sources say is none, for they repeat
 * what gossip has told. Used by one thread.
 */
final class Members {

  /** The longest that the node believes a source. */
  static final Duration LEASE = Duration.ofMinutes(10);

  /** Leases that are renewed at once, each second: the node takes 500 reports of a source. */
  private static final int RENEWED_AT_ONCE = 200;

  /** Records that were not believed, so that they are not fetched again and again. */
  private static final int MAX_REFUSED = 4096;

  private final Self self;
  private final SightingSink sink;
  private final Records records;
  private final LongSupplier nanos;
  private final Member own;
  private final Roster roster = new Roster();
  private final Farewells farewells = new Farewells();
  private final News news = new News(this::current);
  private final RollCall call;

  /** All but this node, the one whose lease must be renewed first at the front. */
  private final Deque<Member> leases = new ArrayDeque<>();

  private final Map<Long, Refused> refused = new LinkedHashMap<>();

  private record Refused(long sequence, long untilNanos) {}

  Members(Self self, SightingSink sink, Records records, LongSupplier nanos) {
    this.self = self;
    this.sink = sink;
    this.records = records;
    this.nanos = nanos;
    this.call = new RollCall(nanos.getAsLong());
    this.own = new Member(self.record().id(), self.record().sequence());
    own.linked = true;
    own.present = true;
    roster.add(own);
  }

  Roster roster() {
    return roster;
  }

  News news() {
    return news;
  }

  RollCall call() {
    return call;
  }

  /** What is to be told of this node has changed. */
  void refresh() {
    long sequence = self.record().sequence();
    if (sequence != own.sequence) {
      roster.renew(own, sequence);
      news.add(own.item(), true);
    }
  }

  // ---- what others say

  /**
   * Whether the record of an item should be fetched.
   *
   * @param epoch which roll call the item means
   */
  boolean wants(Item item, int epoch) {
    long key = item.key();
    boolean answered = item.kind() == Item.Kind.PRESENT && epoch == call.epoch();
    Member known = roster.find(key);
    if (known != null && known.sequence >= item.sequence()) {
      known.present |= answered;
      return false;
    }
    if (key == own.key || (known == null && (roster.isFull() || (call.over() && !answered)))) {
      return false;
    }
    Refused before = refused.get(key);
    return (before == null
            || before.sequence != item.sequence()
            || nanos.getAsLong() - before.untilNanos >= 0)
        && !farewells.covers(key, item.sequence(), nanos.getAsLong());
  }

  /**
   * Takes in a record that somebody has sent.
   *
   * @param asked what for
   * @param place who sent it, for people
   * @param told whether others are told; not if they all know it but this node
   * @return whether it was believed
   */
  boolean take(PageAnswer.Signed signed, int epoch, Item asked, String place, boolean told) {
    if (!wants(asked, epoch)) {
      return true; // it has said goodbye meanwhile, or came from somewhere else
    }
    Optional<NodeRecord> record = report(signed.bytes(), Optional.of(place));
    if (record.isEmpty() || Key.of(record.get().id()) != asked.key()) {
      if (refused.size() >= MAX_REFUSED) {
        refused.remove(refused.keySet().iterator().next());
      }
      refused.put(asked.key(), new Refused(asked.sequence(), nanos.getAsLong() + LEASE.toNanos()));
      return false;
    }
    if (asked.key() != own.key) {
      boolean answered = signed.present() && epoch == call.epoch();
      Optional<Boolean> changed = learn(record.get(), answered);
      if (told) {
        changed.ifPresent(soon -> tell(asked.key(), soon));
      }
    }
    return true;
  }

  private void refuse(long key, long sequence) {
    if (refused.size() >= MAX_REFUSED) {
      refused.remove(refused.keySet().iterator().next());
    }
    refused.put(key, new Refused(sequence, nanos.getAsLong() + LEASE.toNanos()));
  }

  /** Somebody says that a member has said goodbye. */
  void farewell(Item item) {
    Member member = roster.find(item.key());
    if (member != null && (member.linked || member.sequence > item.sequence())) {
      return; // it is there, as this node sees itself; or it has come back
    }
    long now = nanos.getAsLong();
    if (farewells.covers(item.key(), item.sequence(), now)) {
      return;
    }
    farewells.add(item.key(), item.sequence(), now);
    if (member != null) {
      news.add(item, true);
      drop(member);
    }
  }

  // ---- what this node sees

  /** There is a session with a node, or it says something else of itself than before. */
  void linked(NodeId id) {
    Records.@Nullable Known known = records.find(id).orElse(null);
    if (known == null || !known.connected()) {
      return;
    }
    farewells.forget(Key.of(id));
    Optional<Boolean> changed = learn(known.record(), true);
    Member member = roster.find(Key.of(id));
    if (member != null) {
      member.linked = true;
      changed.ifPresent(
          soon -> {
            tell(member.key, soon);
            report(known.signed(), Optional.empty()); // it may part, and must be believed then
          });
    }
  }

  /** There is none any more: it may be somewhere else. */
  void unlinked(NodeId id, boolean lost) {
    Member member = roster.find(Key.of(id));
    if (member != null && member.linked && member != own) {
      member.linked = false;
      if (lost) {
        call.want();
      }
    }
  }

  /**
   * The node knows it no more.
   *
   * @param goodbye whether it has said so itself, if it was connected
   */
  void left(NodeId id, boolean goodbye) {
    Member member = roster.find(Key.of(id));
    if (member == null || member == own) {
      return;
    }
    if (member.linked && goodbye) {
      member.linked = false;
      farewell(new Item(member.key, member.sequence, Item.Kind.GONE));
    } else {
      roster.remove(member);
    }
  }

  /** Looks at all that the node knows, should a report have been lost. */
  void reconcile() {
    Set<Long> connected = new HashSet<>();
    for (Records.Known known : records.known()) {
      if (known.connected()) {
        connected.add(Key.of(known.record().id()));
        Member member = roster.find(Key.of(known.record().id()));
        if (member == null || !member.linked || member.sequence < known.record().sequence()) {
          linked(known.record().id());
        }
      }
    }
    for (Member member : List.copyOf(roster.all())) {
      if (member.linked && !connected.contains(member.key)) {
        unlinked(member.id, true);
      }
    }
  }

  // ---- time passes

  /** Begins or ends a roll call when it is time. Whether one has begun. */
  boolean callIfDue() {
    long now = nanos.getAsLong();
    farewells.expire(now);
    if (call.ends(now)) {
      for (Member member : List.copyOf(roster.all())) {
        if (!member.present && !member.linked) {
          drop(member);
        }
      }
    }
    if (call.due(now)) {
      call.beginNext(now);
      called();
      return true;
    }
    return false;
  }

  /** A roll call has begun: whom this node sees is there. */
  void called() {
    roster.all().forEach(member -> member.present = member.linked);
  }

  /** Whether somebody has not answered yet and may still. */
  boolean isCalling() {
    return call.asking() && roster.all().stream().anyMatch(member -> !member.present);
  }

  /** Tells the node of some whose lease is half over that they are still believed. */
  void renewLeases() {
    long now = nanos.getAsLong();
    for (int i = 0; i < RENEWED_AT_ONCE; i++) {
      Member member = leases.peek();
      if (member == null || (!member.removed && now - member.dueNanos < 0)) {
        return;
      }
      leases.remove();
      if (!member.removed) {
        renewLease(member);
      }
    }
  }

  private void renewLease(Member member) {
    Records.@Nullable Known known = records.find(member.id).orElse(null);
    if (known == null || report(known.signed(), Optional.empty()).isEmpty()) {
      roster.remove(member); // banned, revoked, or run out: the node knows why
      refuse(member.key, member.sequence);
      return;
    }
    lease(member);
    if (known.record().sequence() > member.sequence) { // by another source
      learn(known.record(), false).ifPresent(soon -> tell(member.key, soon));
    }
  }

  // ---- steps

  private Optional<NodeRecord> report(byte[] signed, Optional<String> place) {
    return sink.seen(new Sighting.Signed(signed, Optional.empty(), place), LEASE);
  }

  /**
   * @return empty if that is no news; otherwise whether it is urgent: somebody is new, or says
   *     something else than that its record is good for longer
   */
  private Optional<Boolean> learn(NodeRecord record, boolean answered) {
    int content = content(record);
    Member member = roster.find(Key.of(record.id()));
    if (member == null) {
      if (roster.isFull()) {
        return Optional.empty();
      }
      member = new Member(record.id(), record.sequence());
      member.content = content;
      member.present = answered;
      roster.add(member);
      lease(member);
      return Optional.of(true);
    }
    member.present |= answered;
    if (member.sequence >= record.sequence()) {
      return Optional.empty();
    }
    boolean other = member.content != content;
    member.content = content;
    roster.renew(member, record.sequence());
    return Optional.of(other);
  }

  private void lease(Member member) {
    member.dueNanos = nanos.getAsLong() + LEASE.toNanos() / 2;
    leases.add(member);
  }

  /** A farewell, while it is kept; a member with its newest record, and whether it answered. */
  private Optional<Item> current(Item item) {
    if (item.kind() == Item.Kind.GONE) {
      return farewells.covers(item.key(), item.sequence(), nanos.getAsLong())
          ? Optional.of(item)
          : Optional.empty();
    }
    return Optional.ofNullable(roster.find(item.key())).map(Member::item);
  }

  private void tell(long key, boolean soon) {
    Member member = roster.find(key);
    if (member != null) {
      news.add(member.item(), soon);
    }
  }

  private void drop(Member member) {
    roster.remove(member);
    sink.gone(member.id);
  }

  private static int content(NodeRecord record) {
    return Objects.hash(
        record.name(),
        record.roles(),
        record.capabilities(),
        record.services(),
        record.addresses());
  }

  /** Records for somebody who asks, as far as they are here. */
  List<PageAnswer.Signed> page(List<Long> keys) {
    List<PageAnswer.Signed> page = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      Member member = roster.find(keys.get(i));
      if (member == own) {
        page.add(new PageAnswer.Signed(i, true, self.signedRecord()));
      } else if (member != null) {
        Optional<byte[]> signed = records.find(member.id).map(Records.Known::signed);
        if (signed.isPresent()) {
          page.add(new PageAnswer.Signed(i, member.present, signed.get()));
        }
      }
    }
    return page;
  }
}
