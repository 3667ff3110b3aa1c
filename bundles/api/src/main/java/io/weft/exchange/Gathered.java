package io.weft.exchange;

import io.weft.node.NodeId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What all nodes answered to one request.
 *
 * @param answers by node, in the order in which they were asked
 * @param failures of the nodes without an answer: an {@link ApplicationException} or a {@link
 *     RequestException}, as a single request would fail with
 */
public record Gathered(Map<NodeId, Reply> answers, Map<NodeId, RuntimeException> failures) {

  public Gathered {
    answers = Collections.unmodifiableMap(new LinkedHashMap<>(answers));
    failures = Collections.unmodifiableMap(new LinkedHashMap<>(failures));
  }
}
