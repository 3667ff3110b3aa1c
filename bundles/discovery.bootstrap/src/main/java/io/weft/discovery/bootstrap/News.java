package io.weft.discovery.bootstrap;

import io.weft.discovery.RecordException;
import io.weft.discovery.Records;
import io.weft.discovery.Self;
import io.weft.discovery.Sighting;
import io.weft.discovery.SightingSink;
import io.weft.node.NodeId;
import io.weft.node.NodeRecord;
import io.weft.peer.PeerInfo;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/** What is asked of peers, and what becomes of their answers. Used by one thread. */
final class News {

  /** Peers of which it is remembered that something was wrong. */
  private static final int MAX_TROUBLED = 256;

  private final Self self;
  private final SightingSink sink;
  private final Learned learned;
  private final Conduct conduct;
  private final Clock clock;
  private final RandomGenerator random;
  private final Set<NodeId> troubled = new LinkedHashSet<>();

  /**
   * A question, and who it is about.
   *
   * @param checked nodes that are asked after, as in the question
   */
  record Asked(Question question, List<NodeId> checked) {}

  News(
      Self self,
      SightingSink sink,
      Learned learned,
      Conduct conduct,
      Clock clock,
      RandomGenerator random) {
    this.self = self;
    this.sink = sink;
    this.learned = learned;
    this.conduct = conduct;
    this.clock = clock;
    this.random = random;
  }

  /** A question that suits what is known now. */
  Asked question(Records records) {
    Set<Long> keys = new HashSet<>();
    Set<NodeId> linked = new HashSet<>();
    Set<NodeId> known = new HashSet<>();
    for (Records.Known each : records.known()) {
      if (learned.isSettled(each)) {
        keys.add(Bits.key(each.record()));
      }
      known.add(each.record().id());
      if (each.connected()) {
        linked.add(each.record().id());
      }
    }
    keys.add(Bits.key(self.record()));
    List<NodeId> checked = new ArrayList<>();
    List<Long> checkedKeys = new ArrayList<>();
    int unlinked = 0;
    for (Map.Entry<NodeId, Learned.Hearsay> each : learned.all()) {
      if (!known.contains(each.getKey())) {
        learned.forget(each.getKey());
      } else if (!linked.contains(each.getKey())) {
        unlinked++;
        if (checked.size() < Question.MAX_CHECKED) {
          checked.add(each.getKey());
          checkedKeys.add(Bits.key(each.getKey(), each.getValue().sequence()));
        }
      }
    }
    int wanted = Math.max(0, Math.min(Answer.MAX_RECORDS, Learned.MAX_UNLINKED - unlinked));
    return new Asked(new Question(wanted, Bits.of(keys, random), checkedKeys), checked);
  }

  /**
   * A peer has answered.
   *
   * @return whether it has more that is wanted here
   */
  boolean answered(PeerInfo peer, Asked asked, byte[] bytes, Records records) {
    Answer answer;
    try {
      answer = Answer.decode(bytes, asked.checked().size());
    } catch (IllegalArgumentException e) {
      toldFalse(peer, "its answer cannot be read: " + e.getMessage());
      return false;
    }
    int before = answer.told().size();
    boolean well = before <= asked.question().wanted();
    if (!well) {
      toldFalse(peer, before + " records (" + asked.question().wanted() + " were asked for)");
      return false;
    }
    for (Answer.Told told : answer.told()) {
      if (!take(peer, told, records)) {
        well = false;
      }
      if (conduct.shuns(peer.id(), clock.instant())) {
        return false;
      }
    }
    confirm(peer, asked, answer, records);
    if (well) {
      recovered(peer);
    }
    return well && answer.more() > 0 && before > 0;
  }

  /** A peer does not answer as it should. */
  void failed(PeerInfo peer, String reason) {
    troubled.add(peer.id());
    if (troubled.size() > MAX_TROUBLED) {
      troubled.remove(troubled.iterator().next());
    }
    sink.failed(place(peer), reason);
  }

  private void recovered(PeerInfo peer) {
    if (troubled.remove(peer.id())) {
      sink.recovered(place(peer));
    }
  }

  /** Whether that was as it should be. */
  private boolean take(PeerInfo peer, Answer.Told told, Records records) {
    Duration left = Learned.GOOD_FOR.minus(told.age());
    NodeRecord record;
    try {
      record = records.verify(told.signed());
    } catch (RecordException e) {
      sink.seen(sighting(peer, told.signed()), Learned.GOOD_FOR); // which tells why it is refused
      boolean clocks =
          e.reason() == RecordException.Reason.EXPIRED
              || e.reason() == RecordException.Reason.FUTURE;
      if (!clocks) {
        toldFalse(peer, "it passes on records that are not genuine");
      }
      return clocks;
    }
    if (left.isNegative() || left.isZero()) {
      return true;
    }
    Optional<Records.Known> known = records.find(record.id());
    if (known.isPresent() && known.get().record().sequence() > record.sequence()) {
      return true;
    }
    Instant now = clock.instant();
    boolean own = record.id().equals(self.record().id());
    if (!own && known.isEmpty() && !conduct.allowsNew(peer.id(), now)) {
      failed(
          peer,
          "it has told of "
              + Conduct.MAX_NEW
              + " new nodes within an hour (the limit): more of them are not taken in");
      return false;
    }
    if (sink.seen(sighting(peer, told.signed()), left).isPresent() && !own) {
      learned.note(record, peer.id(), now.minus(told.age()));
    }
    return true;
  }

  private void confirm(PeerInfo peer, Asked asked, Answer answer, Records records) {
    Set<Integer> confirmed = new HashSet<>();
    for (Answer.Confirmed each : answer.confirmed()) {
      confirmed.add(each.index());
      Duration left = Learned.GOOD_FOR.minus(each.age());
      NodeId node = asked.checked().get(each.index());
      Optional<Records.Known> known = records.find(node);
      if (known.isPresent()
          && Bits.key(known.get().record()) == asked.question().checked().get(each.index())
          && !left.isNegative()
          && !left.isZero()
          && isYounger(node, each.age())) {
        if (sink.seen(sighting(peer, known.get().signed()), left).isPresent()) {
          learned.note(known.get().record(), peer.id(), clock.instant().minus(each.age()));
        }
      }
    }
    for (int i = 0; i < asked.checked().size(); i++) {
      if (!confirmed.contains(i) && answer.more() == 0) {
        unsay(peer, asked, i);
      }
    }
  }

  private boolean isYounger(NodeId node, Duration age) {
    Instant fresh = clock.instant().minus(age);
    return learned.of(node).map(before -> before.fresh().isBefore(fresh)).orElse(false);
  }

  /** Who has told of a node does not know it any more: nor does this source, then. */
  private void unsay(PeerInfo peer, Asked asked, int index) {
    NodeId node = asked.checked().get(index);
    Optional<Learned.Hearsay> said = learned.of(node);
    if (said.isPresent()
        && said.get().teller().equals(peer.id())
        && Bits.key(node, said.get().sequence()) == asked.question().checked().get(index)) {
      learned.forget(node);
      sink.gone(node);
    }
  }

  private void toldFalse(PeerInfo peer, String reason) {
    boolean shunned = conduct.toldFalse(peer.id(), clock.instant());
    failed(
        peer,
        shunned
            ? reason
                + ", for the "
                + Conduct.MAX_FALSE
                + "th time within an hour: it is not asked for "
                + Conduct.HOUR.toMinutes()
                + " minutes"
            : reason);
  }

  private static Sighting sighting(PeerInfo peer, byte[] signed) {
    return new Sighting.Signed(signed, Optional.empty(), Optional.of(place(peer)));
  }

  static String place(PeerInfo peer) {
    return "peer " + peer.name() + " (" + peer.id().shortText() + ")";
  }
}
