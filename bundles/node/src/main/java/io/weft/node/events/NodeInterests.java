package io.weft.node.events;

import io.weft.node.NodeId;
import java.util.List;
import java.util.Map;

/**
 * All that another node listens to.
 *
 * @param epoch its process
 * @param services what the services of a path listen to
 * @param acknowledges whether the node knows how to acknowledge
 */
public record NodeInterests(
    NodeId node,
    long epoch,
    List<Interest> interests,
    Map<String, List<TopicPattern>> services,
    boolean acknowledges) {

  public NodeInterests {
    interests = List.copyOf(interests);
    services = Map.copyOf(services);
  }
}
