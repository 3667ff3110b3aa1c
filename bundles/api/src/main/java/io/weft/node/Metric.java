package io.weft.node;

import java.util.Map;

/**
 * One figure of a node at one moment.
 *
 * @param name in the manner of Micrometer, such as {@code weft.dials}
 * @param tags what it is of, such as {@code outcome=failed}
 * @param value counts since the node started, or how it is now; bytes, seconds
 */
public record Metric(String name, Map<String, String> tags, double value) {

  public Metric {
    tags = Map.copyOf(tags);
  }
}
