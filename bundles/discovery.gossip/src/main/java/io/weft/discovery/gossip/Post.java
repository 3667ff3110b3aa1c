package io.weft.discovery.gossip;

import io.weft.node.NodeId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The way to others, and time. What it calls back, it calls on the one thread of gossip. */
interface Post {

  /** Those that are connected and gossip too. */
  List<NodeId> partners();

  /**
   * Asks one of them; returns at once.
   *
   * @return the answer, on the thread of gossip
   */
  CompletionStage<byte[]> ask(NodeId partner, String action, byte[] body);

  void later(Duration delay, Runnable task);
}
