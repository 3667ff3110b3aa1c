package io.weft.discovery.gossip;

import java.util.Collection;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All members by key, with the digests of all parts. Used by one thread. */
final class Roster {

  /** This node, and as many as a node knows. */
  static final int MAX_MEMBERS = 10_001;

  private final TreeMap<Long, Member> members = new TreeMap<>(Long::compareUnsigned);

  /** Of each part, the members' hashes by exclusive or: one that changes costs three steps. */
  private final long[] digests = new long[Prefix.ALL];

  private final int[] counts = new int[Prefix.ALL];

  @Nullable Member find(long key) {
    return members.get(key);
  }

  int size() {
    return members.size();
  }

  boolean isFull() {
    return members.size() >= MAX_MEMBERS;
  }

  Collection<Member> all() {
    return members.values();
  }

  /** In the order of their keys. */
  Collection<Member> in(Prefix part) {
    return members.subMap(part.from(), true, part.to(), true).values();
  }

  long digest(Prefix part) {
    return digests[part.slot()];
  }

  int count(Prefix part) {
    return counts[part.slot()];
  }

  void add(Member member) {
    members.put(member.key, member);
    flip(member, 1);
  }

  void remove(Member member) {
    if (members.remove(member.key) != null) {
      member.removed = true;
      flip(member, -1);
    }
  }

  void renew(Member member, long sequence) {
    flip(member, 0);
    member.sequence = sequence;
    flip(member, 0);
  }

  private void flip(Member member, int more) {
    long hash = Key.mixed(member.key, member.sequence);
    for (int level = 0; level < Prefix.LEVELS; level++) {
      int slot = Prefix.of(level, member.key).slot();
      digests[slot] ^= hash;
      counts[slot] += more;
    }
  }
}
