package io.weft.node.streams;

/**
 * What one side of a conversation takes before it grants more.
 *
 * @param items at most
 * @param bytes of their data; the item that goes beyond is the last
 */
record Window(long items, long bytes) {

  /**
   * About as much as a connection of TCP has under way. With a quarter of it a stream of items of 1
   * KiB was seen to stand still again and again, on one machine that had more threads than
   * processors; the smallest that will do is not known.
   */
  private static final Window FULL = new Window(4096, 2 << 20);

  /** Of all conversations with one peer, each way (bytes). */
  private static final long SHARED_BYTES = 64L << 20;

  /** What the last conversation still gets: as much as a large frame of the calls lane (bytes). */
  private static final long LEAST_BYTES = 64 * 1024;

  /** Between two ends in this process, where most items are objects and have no size. */
  static final Window LOCAL = new Window(256, 512 * 1024);

  /** For one more beside this many conversations. */
  static Window beside(int others) {
    long share = SHARED_BYTES / (others + 1L);
    return share >= FULL.bytes() ? FULL : new Window(FULL.items(), Math.max(LEAST_BYTES, share));
  }
}
