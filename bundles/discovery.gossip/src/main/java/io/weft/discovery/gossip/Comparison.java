package io.weft.discovery.gossip;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds out where the members of a partner differ from those here: compares the digests of all
 * parts, of those that differ the digests of their parts, and of the smallest the members. Used by
 * one thread.
 */
final class Comparison {

  /** All 256 lists, the two levels above them, and some that did not fit into their message. */
  private static final int MAX_ASKS = 40;

  /** Records that are missing here only are old news; a few may be missing elsewhere too. */
  private static final int FEW = 32;

  private final Partner partner;
  private final Members members;
  private final Fetching fetching;
  private final Talk talk;
  private final Runnable end;
  private final Deque<Prefix> open = new ArrayDeque<>(List.of(Prefix.ROOT));
  private final List<Item> missing = new ArrayList<>();
  private final List<Item> unknown = new ArrayList<>();
  private int epoch;
  private int asks;

  /**
   * @param end called when it is over
   */
  Comparison(Partner partner, Members members, Fetching fetching, Talk talk, Runnable end) {
    this.partner = partner;
    this.members = members;
    this.fetching = fetching;
    this.talk = talk;
    this.end = end;
  }

  /** Goes on, until nothing is left to ask. */
  void next() {
    List<Prefix> parts = new ArrayList<>();
    while (parts.size() < DigestAsk.MAX_PARTS && !open.isEmpty()) {
      parts.add(open.remove());
    }
    if (parts.isEmpty() || ++asks > MAX_ASKS) {
      conclude();
      return;
    }
    talk.ask(
        partner,
        DigestAsk.ACTION,
        new DigestAsk(parts).encode(),
        new Talk.Answered() {
          @Override
          public void with(byte[] answer) throws Garbled {
            heard(parts, DigestAnswer.decode(answer));
          }

          @Override
          public void atLast(boolean answered) {
            if (answered) {
              next();
            } else {
              conclude();
            }
          }
        });
  }

  private void heard(List<Prefix> asked, DigestAnswer answer) throws Garbled {
    epoch = answer.epoch();
    List<DigestAnswer.Part> parts = answer.parts();
    if (parts.isEmpty() || parts.size() > asked.size()) {
      throw new Garbled(parts.size() + " parts, " + asked.size() + " were asked for");
    }
    open.addAll(asked.subList(parts.size(), asked.size()));
    for (int i = 0; i < parts.size(); i++) {
      Prefix part = asked.get(i);
      if (parts.get(i) instanceof DigestAnswer.Listed listed) {
        compare(part, listed.items());
      } else if (parts.get(i) instanceof DigestAnswer.Hashes hashes && !part.isLast()) {
        compareDigests(part, hashes.digests());
      } else {
        throw new Garbled("digests of part " + part.index() + ", which has no parts");
      }
    }
  }

  private void compareDigests(Prefix part, List<Long> digests) {
    for (int number = 0; number < Prefix.WIDTH; number++) {
      Prefix inner = part.part(number);
      if (members.roster().digest(inner) != digests.get(number)) {
        open.add(inner);
      }
    }
  }

  private void compare(Prefix part, List<Item> items) {
    Map<Long, Item> theirs = new HashMap<>();
    for (Item item : items) {
      theirs.put(item.key(), item);
      if (members.wants(item, epoch)) {
        missing.add(item);
      }
    }
    for (Member ours : members.roster().in(part)) {
      Item known = theirs.get(ours.key);
      if ((known == null || known.sequence() < ours.sequence) && unknown.size() < Chat.MAX_NEWS) {
        unknown.add(ours.item());
      }
    }
  }

  private void conclude() {
    boolean few = missing.size() <= FEW;
    missing.sort(Comparator.comparingLong(Item::sequence).reversed());
    missing.forEach(item -> fetching.fetch(partner, item, epoch, few));
    if (!unknown.isEmpty()) {
      talk.tell(partner, unknown);
    }
    end.run();
  }

  /** Whether it has found anything. */
  boolean useful() {
    return !missing.isEmpty() || !unknown.isEmpty();
  }
}
