package io.weft.node.events;

/**
 * What a node listens to with some of its subscriptions.
 *
 * @param group the queue group that they are members of; empty: none
 * @param acknowledges whether one of them acknowledges
 * @param newest grows when one is added: it wants the last values of its topics
 */
public record Interest(TopicPattern pattern, String group, boolean acknowledges, long newest) {

  boolean inGroup() {
    return !group.isEmpty();
  }
}
