package io.weft.files.receive;

/**
 * In which order one node of a circle asks for chunks: in each round for one of its own, which the
 * sender gives to it first, and then for those of the others of some rounds before, which they have
 * by now. So what comes from the sender and what comes from the others flows at the same time.
 *
 * @param own which of the nodes it is
 * @param nodes of the circle; 1 asks for one after another
 * @param chunks of the transfer
 */
record Rounds(int own, int nodes, int chunks) {

  /**
   * So many chunks are asked for before those of others: about as many as are under way at once.
   */
  private static final int AHEAD = 16;

  private int lag() {
    return nodes == 1 ? 0 : Math.max(1, AHEAD / nodes);
  }

  /** How many steps there are. */
  long steps() {
    return (long) nodes * ((chunks + nodes - 1) / nodes + lag());
  }

  /** The chunk of a step; -1 if it has none. Each chunk has one step. */
  int chunk(long step) {
    long round = step / nodes;
    int turn = (int) (step % nodes);
    long block = turn == 0 ? round : round - lag();
    long chunk = block * nodes + (own + turn) % nodes;
    return block >= 0 && chunk < chunks ? (int) chunk : -1;
  }
}
