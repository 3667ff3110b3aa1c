package io.weft.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * What is asked: payload, how many calls are under way at once, and who waits for them.
 *
 * @param size of the payload, in bytes
 * @param parallel calls under way
 * @param blocking whether each is made by a thread that waits
 */
record Scenario(int size, int parallel, boolean blocking) {

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

  /** Such as {@code 128 B, 64 in flight}. */
  String title() {
    String bytes = size < 1024 ? size + " B" : size / 1024 + " KiB";
    if (isPingPong()) {
      return bytes + ", ping-pong";
    }
    return bytes + ", " + parallel + (blocking ? " blocking callers" : " in flight");
  }

  /** One word, for another process. */
  String word() {
    return size + ":" + parallel + ":" + blocking;
  }

  static Scenario parse(String word) {
    String[] parts = word.split(":");
    return new Scenario(
        Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Boolean.parseBoolean(parts[2]));
  }
}
