package io.weft.files.wire;

import io.weft.node.NodeId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * Nodes that were offered the same at once, and pass on to each other what has arrived.
 *
 * @param id of all of them together
 * @param own which of the nodes this offer goes to
 * @param nodes all of them, in the same order for each
 */
public record Circle(String id, int own, List<NodeId> nodes) {

  /** Nodes of one circle at most: each of their ids is part of each offer, 52 bytes. */
  public static final int MOST = 256;

  public Circle {
    nodes = List.copyOf(nodes);
  }

  /** All but the one that this offer goes to. */
  public List<NodeId> others() {
    return nodes.stream().filter(each -> !each.equals(nodes.get(own))).toList();
  }

  /** Whether this node is one of the others. */
  public boolean has(NodeId node) {
    return nodes.contains(node) && !nodes.get(own).equals(node);
  }

  static Circle read(ByteReader from) {
    String id = Messages.id(from);
    int count = from.count(MOST, NodeId.LENGTH);
    if (count < 2) {
      throw from.bad("a circle of " + count);
    }
    int own = (int) from.number(count - 1);
    List<NodeId> nodes = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      nodes.add(Messages.node(from));
    }
    if (new HashSet<>(nodes).size() < count) {
      throw from.bad("a node that is in a circle twice");
    }
    return new Circle(id, own, nodes);
  }

  void write(ByteWriter to) {
    to.text(id).number(nodes.size()).number(own);
    nodes.forEach(each -> to.text(each.text()));
  }
}
