package io.weft.discovery.bootstrap;

import io.weft.discovery.Records;
import io.weft.node.NodeId;
import io.weft.node.NodeRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Which records are told: those that the other does not have, of many address ranges and roles
 * rather than of one, linked ones and those heard of lately first; otherwise by chance.
 */
final class Sample {

  /** What is told has this long to live at least: the way takes a moment, and clocks differ. */
  private static final Duration REST = Duration.ofMinutes(1);

  private static final Duration MAX_AGE = Learned.GOOD_FOR.minus(REST);

  private final Learned learned;
  private final Instant now;
  private final Random random;

  /**
   * @param told records
   * @param left how many more would be news
   */
  record Chosen(List<Answer.Told> told, int left) {}

  Sample(Learned learned, Instant now, RandomGenerator random) {
    this.learned = learned;
    this.now = now;
    this.random = new Random(random.nextLong());
  }

  /** Whether it may be told to somebody that a node is there. */
  boolean tellable(Records.Known known, NodeId asking) {
    return !learned.isOnlyFrom(asking, known)
        && learned.age(known, now).filter(age -> age.compareTo(MAX_AGE) < 0).isPresent()
        && known.record().expires().isAfter(now.plus(REST));
  }

  Chosen choose(Collection<Records.Known> all, NodeId asking, Question question) {
    List<Records.Known> news = new ArrayList<>();
    for (Records.Known each : all) {
      if (!each.record().id().equals(asking)
          && !question.has().has(Bits.key(each.record()))
          && tellable(each, asking)) {
        news.add(each);
      }
    }
    List<Answer.Told> told = new ArrayList<>();
    int bytes = 0;
    for (Records.Known each : mixed(news)) {
      if (told.size() == Math.min(question.wanted(), Answer.MAX_RECORDS)) {
        break;
      }
      byte[] signed = each.signed();
      if (bytes + signed.length <= Answer.MAX_RECORD_BYTES) {
        bytes += signed.length;
        told.add(new Answer.Told(age(each), signed));
      }
    }
    return new Chosen(told, news.size() - told.size());
  }

  /** One of each address range in turn, and within a range one of each set of roles in turn. */
  private List<Records.Known> mixed(List<Records.Known> news) {
    Collections.shuffle(news, random);
    news.sort(
        Comparator.comparing(Records.Known::connected)
            .reversed()
            .thenComparing(each -> age(each).toMinutes()));
    List<List<Records.Known>> ranges = new ArrayList<>();
    for (List<Records.Known> range : groups(news, each -> AddressRange.of(each.record()))) {
      ranges.add(inTurn(groups(range, each -> roles(each.record()))));
    }
    return inTurn(ranges);
  }

  /** How old it is; of what is tellable. */
  Duration age(Records.Known known) {
    return learned.age(known, now).orElse(Learned.GOOD_FOR);
  }

  private static Object roles(NodeRecord record) {
    return record.roles();
  }

  private static Collection<List<Records.Known>> groups(
      List<Records.Known> all, Function<Records.Known, Object> by) {
    Map<Object, List<Records.Known>> groups = new LinkedHashMap<>();
    all.forEach(
        each -> groups.computeIfAbsent(by.apply(each), fresh -> new ArrayList<>()).add(each));
    return groups.values();
  }

  private static List<Records.Known> inTurn(Collection<List<Records.Known>> groups) {
    List<Records.Known> all = new ArrayList<>();
    List<List<Records.Known>> left = new ArrayList<>(groups);
    for (int turn = 0; !left.isEmpty(); turn++) {
      int next = turn;
      left.removeIf(group -> group.size() <= next);
      left.forEach(group -> all.add(group.get(next)));
    }
    return all;
  }
}
