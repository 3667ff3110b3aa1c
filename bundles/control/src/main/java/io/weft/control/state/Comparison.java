package io.weft.control.state;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How a node finds what another one lacks: it sends the sums of its buckets, the other one answers
 * with the points of those that differ, and what it has not, or has differently, is sent to it.
 */
public final class Comparison {

  /** Points in an answer, 16 bytes each, and points found at a time; the rest comes next time. */
  private static final int MAX_ENTRIES = 16_384;

  private static final int VERSION = 1;
  private static final int ENTRY_BYTES = 2 * Long.BYTES;

  /** Of one bucket, at most: a board of a million points has some 4,000. */
  private static final int MAX_BUCKET = 1 << 16;

  private Comparison() {}

  /** The sums of all buckets. */
  public static byte[] question(Buckets mine) {
    ByteWriter out = new ByteWriter(1 + Buckets.COUNT * Long.BYTES).octet(VERSION);
    for (int i = 0; i < Buckets.COUNT; i++) {
      out.fixed(mine.sum(i));
    }
    return out.toBytes();
  }

  /**
   * The points of buckets whose sums differ, as many as fit.
   *
   * @throws FormException if the question is none
   */
  public static byte[] answer(byte[] question, Buckets mine) {
    ByteReader in = version(question);
    ByteWriter out = new ByteWriter(64).octet(VERSION);
    int entries = 0;
    for (int i = 0; i < Buckets.COUNT; i++) {
      if (in.fixed() == mine.sum(i) || entries >= MAX_ENTRIES) {
        continue;
      }
      List<Buckets.Entry> bucket = mine.entries(i);
      int count = Math.min(bucket.size(), MAX_BUCKET);
      out.octet(i).number(count);
      bucket.subList(0, count).forEach(entry -> out.fixed(entry.name()).fixed(entry.state()));
      entries += count;
    }
    in.end();
    return out.toBytes();
  }

  /**
   * What the one who asked has and the other has not, or has differently: hashes of names.
   *
   * @throws FormException if the answer is none
   */
  public static List<Long> lacking(byte[] answer, Buckets mine) {
    ByteReader in = version(answer);
    List<Long> lacking = new ArrayList<>();
    int last = -1;
    while (!in.atEnd()) {
      int bucket = in.octet(Buckets.COUNT - 1);
      if (bucket <= last) {
        throw in.bad("buckets out of order");
      }
      last = bucket;
      int count = in.count(MAX_BUCKET, ENTRY_BYTES);
      Map<Long, Long> theirs = new HashMap<>();
      for (int i = 0; i < count; i++) {
        theirs.put(in.fixed(), in.fixed());
      }
      if (lacking.size() < MAX_ENTRIES) {
        for (Buckets.Entry here : mine.entries(bucket)) {
          Long there = theirs.get(here.name());
          if (there == null || there != here.state()) {
            lacking.add(here.name());
          }
        }
      }
    }
    return lacking;
  }

  private static ByteReader version(byte[] message) {
    ByteReader in = new ByteReader(message);
    if (in.octet(0xff) != VERSION) {
      throw in.bad("another version than " + VERSION);
    }
    return in;
  }
}
