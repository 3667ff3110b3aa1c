package io.weft.control.spread;

import io.weft.node.NodeId;
import java.util.concurrent.CompletableFuture;

/** Asks the control service of another node. May block while that node is slow to read. */
@FunctionalInterface
public interface Asking {

  /** The service of every node that has control points. */
  String PATH = "weft/control";

  /** Takes a {@link io.weft.control.state.Batch}; answers with what it refused, in words. */
  String CHANGES = "changes";

  /** Takes sums of buckets, answers with points: {@link io.weft.control.state.Comparison}. */
  String COMPARE = "compare";

  CompletableFuture<byte[]> ask(NodeId peer, String action, byte[] message);
}
