package io.weft.files.live;

import io.weft.node.NodeId;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Asks the file service of another node. May block while that node is slow to read. */
@FunctionalInterface
public interface Asking {

  /**
   * Asks.
   *
   * @param patience how long the answer may take
   */
  CompletableFuture<byte[]> ask(NodeId peer, String action, byte[] message, Duration patience);
}
