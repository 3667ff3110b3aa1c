package io.weft.discovery.gossip;

import java.util.ArrayList;
import java.util.List;

/**
 * A part of all members: those whose keys begin alike.
 *
 * @param level 0: everybody; 1: a sixteenth; 2: a 256th, of which the members themselves are told
 * @param index the first {@code 4 * level} bits of the keys
 */
record Prefix(int level, int index) {

  static final int LEVELS = 3;

  /** Parts of each part. */
  static final int WIDTH = 16;

  /** Parts of all levels together. */
  static final int ALL = 1 + WIDTH + WIDTH * WIDTH;

  static final Prefix ROOT = new Prefix(0, 0);

  static Prefix of(int level, long key) {
    return new Prefix(level, level == 0 ? 0 : (int) (key >>> (Long.SIZE - 4 * level)));
  }

  static List<Prefix> level(int level) {
    List<Prefix> all = new ArrayList<>();
    for (int index = 0; index < 1 << (4 * level); index++) {
      all.add(new Prefix(level, index));
    }
    return all;
  }

  /** Where it is among {@link #ALL}. */
  int slot() {
    return level == 0 ? 0 : level == 1 ? 1 + index : 1 + WIDTH + index;
  }

  Prefix part(int number) {
    return new Prefix(level + 1, index * WIDTH + number);
  }

  boolean isLast() {
    return level == LEVELS - 1;
  }

  /** The smallest key in it. */
  long from() {
    return level == 0 ? 0 : (long) index << (Long.SIZE - 4 * level);
  }

  /** The largest key in it. */
  long to() {
    return level == 0 ? -1 : from() | (-1L >>> (4 * level));
  }

  static Prefix read(Reading in) throws Garbled {
    int level = in.u8();
    int index = in.u8();
    if (level >= LEVELS || index >= 1 << (4 * level)) {
      throw new Garbled("part " + index + " of level " + level);
    }
    return new Prefix(level, index);
  }

  void write(Writing out) {
    out.u8(level).u8(index);
  }
}
