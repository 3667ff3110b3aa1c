package io.weft.control.state;

import io.weft.node.NodeId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * States of some points, or parts of them, as one message.
 *
 * @param told prefixes of the ids of nodes that get the same from the sender: nobody need pass it
 *     on to them
 */
public record Batch(List<Long> told, List<PointState> states) {

  /** Bytes of a message from which on nothing is added: beyond it larger messages gain nothing. */
  public static final int FULL_BYTES = 48 * 1024;

  /** Largest message that is read: one that was not full, and then got the largest point. */
  static final int MAX_BYTES = 1024 * 1024;

  /** Nodes that a sender may name: with more connections, some hear things twice. */
  public static final int MAX_TOLD = 64;

  /** Points in a message; the smallest takes 30 bytes. */
  static final int MAX_POINTS = 4096;

  /** Nodes that one message may speak of. */
  private static final int MAX_NODES = 8192;

  private static final int VERSION = 1;

  /** The least that a point takes: a name of one letter, its life, two words, a count. */
  private static final int POINT_BYTES = 6;

  public Batch {
    told = List.copyOf(told);
    states = List.copyOf(states);
  }

  /** Takes states from the iterator, and removes them there, until the message is full. */
  public static byte[] take(List<Long> told, Iterator<PointState> states) {
    ByteWriter body = new ByteWriter(512);
    Map<NodeId, Integer> nodes = new LinkedHashMap<>();
    int count = 0;
    while (states.hasNext() && body.size() < FULL_BYTES && count < MAX_POINTS) {
      PointForm.write(
          body,
          states.next(),
          (out, node) -> {
            Integer known = nodes.putIfAbsent(node, nodes.size());
            out.number(known == null ? nodes.size() - 1 : known);
          });
      states.remove();
      count++;
    }
    ByteWriter whole = new ByteWriter(body.size() + (nodes.size() + 1) * NodeBytes.LENGTH + 64);
    whole.octet(VERSION).number(told.size());
    told.forEach(whole::fixed);
    whole.number(nodes.size());
    nodes.keySet().forEach(node -> whole.raw(NodeBytes.of(node)));
    return whole.number(count).raw(body.toBytes()).toBytes();
  }

  /**
   * Reads a message of another node.
   *
   * @throws FormException if it is none
   */
  public static Batch read(byte[] message) {
    if (message.length > MAX_BYTES) {
      throw new FormException(message.length + " bytes (at most " + MAX_BYTES + ")");
    }
    ByteReader in = new ByteReader(message);
    if (in.octet(0xff) != VERSION) {
      throw in.bad("another version than " + VERSION);
    }
    int toldCount = in.count(MAX_TOLD, Long.BYTES);
    List<Long> told = new ArrayList<>(toldCount);
    for (int i = 0; i < toldCount; i++) {
      told.add(in.fixed());
    }
    int nodeCount = in.count(MAX_NODES, NodeBytes.LENGTH);
    List<NodeId> nodes = new ArrayList<>(nodeCount);
    for (int i = 0; i < nodeCount; i++) {
      nodes.add(NodeBytes.node(in.raw(NodeBytes.LENGTH)));
    }
    Function<ByteReader, NodeId> node = reader -> nodes.get((int) reader.number(nodeCount - 1L));
    int count = in.count(MAX_POINTS, POINT_BYTES);
    List<PointState> states = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      states.add(PointForm.read(in, node));
    }
    in.end();
    return new Batch(told, states);
  }
}
