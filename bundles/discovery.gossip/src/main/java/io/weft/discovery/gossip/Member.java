package io.weft.discovery.gossip;

import io.weft.node.NodeId;

/** A node that gossip believes in. Used by one thread. */
final class Member {
  final NodeId id;
  final long key;

  /** Of the record that is known here. */
  long sequence;

  /** Hash of what the record says, its numbers apart: whether a new one says anything new. */
  int content;

  /** Whether it is connected with this node, or is this node. */
  boolean linked;

  /** Whether it has answered the newest roll call. */
  boolean present;

  /** When the node must be told again that it is believed. */
  long dueNanos;

  /** Whether it is no member any more. */
  boolean removed;

  Member(NodeId id, long sequence) {
    this.id = id;
    this.key = Key.of(id);
    this.sequence = sequence;
  }

  Item item() {
    return new Item(key, sequence, present ? Item.Kind.PRESENT : Item.Kind.KNOWN);
  }
}
