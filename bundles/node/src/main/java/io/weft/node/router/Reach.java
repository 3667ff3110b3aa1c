package io.weft.node.router;

import io.weft.exchange.RequestOptions.Whom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Brings nodes in that are known and not connected, because a request needs them. */
@FunctionalInterface
public interface Reach {

  /** Nobody else is there. */
  Reach NOBODY = (path, whom, within) -> Optional.empty();

  /**
   * Connects with a node that says it offers this service. Does not block.
   *
   * @param whom which nodes will do
   * @return empty at once if none is known; otherwise completes when the service can be called, or
   *     when that has failed
   */
  Optional<CompletionStage<Void>> bringIn(String path, Whom whom, Duration within);
}
