package io.weft.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What is asked: payload, how many calls are under way at once, and who waits for them.
 *
 * @param size of the payload, in bytes
 * @param parallel calls under way; at most so many if they are paced
 * @param blocking whether each is made by a thread that waits
 * @param filling of the payload
 * @param rate calls a second, whether the last ones were answered or not; 0: the next one follows
 *     an answer
 */
record Scenario(int size, int parallel, boolean blocking, Filling filling, int rate) {

  /** Calls that may be under way when they are paced: far more than ever are if that goes well. */
  private static final int MOST_PACED = 4_096;

  Scenario(int size, int parallel, boolean blocking) {
    this(size, parallel, blocking, Filling.PLAIN, 0);
  }

  static Scenario paced(int size, int rate) {
    return new Scenario(size, MOST_PACED, false, Filling.PLAIN, rate);
  }

  Scenario of(Filling other) {
    return new Scenario(size, parallel, blocking, other, rate);
  }

  /** Ping-pong, 64 and 256 in flight, 64 threads that wait, for each size. */
  static List<Scenario> of(List<Integer> sizes) {
    List<Scenario> all = new ArrayList<>();
    for (int size : sizes) {
      all.add(pingPong(size));
      all.add(new Scenario(size, 64, false));
      all.add(new Scenario(size, 256, false));
      all.add(new Scenario(size, 64, true));
    }
    return all;
  }

  static Scenario pingPong(int size) {
    return new Scenario(size, 1, false);
  }

  /** Whether the time of each call is measured. */
  boolean isPingPong() {
    return parallel == 1;
  }

  /** Whether it has a rate of its own. */
  boolean isPaced() {
    return rate > 0;
  }

  /** Such as {@code 128 B, 64 in flight}. */
  String title() {
    String bytes = size < 1024 ? size + " B" : size / 1024 + " KiB";
    bytes += filling == Filling.PLAIN ? "" : " of " + filling.name().toLowerCase(Locale.ROOT);
    if (isPaced()) {
      return bytes + ", paced";
    }
    if (isPingPong()) {
      return bytes + ", ping-pong";
    }
    return bytes + ", " + parallel + (blocking ? " blocking callers" : " in flight");
  }

  /** One word, for another process. */
  String word() {
    return size + ":" + parallel + ":" + blocking + ":" + filling + ":" + rate;
  }

  static Scenario parse(String word) {
    String[] parts = word.split(":");
    return new Scenario(
        Integer.parseInt(parts[0]),
        Integer.parseInt(parts[1]),
        Boolean.parseBoolean(parts[2]),
        Filling.valueOf(parts[3]),
        Integer.parseInt(parts[4]));
  }
}
