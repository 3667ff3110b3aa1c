package io.weft.node.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What is said of an event beside its content type and its data, as its reader has found it; valid
 * until the reader reads the next frame, and only on its thread.
 */
public final class EventFields {

  /** Queue groups that one frame is for; more are not read. */
  public static final int MAX_GROUPS = 16;

  /** The longest name of a queue group, in bytes of UTF-8. */
  public static final int MAX_GROUP_BYTES = 100;

  private static final byte[] NOBODY = {};

  final Span publisher = new Span();
  private final Span topic = new Span();
  private final Span targets = new Span();
  private final Span reason = new Span();
  private final Span group = new Span();
  private ByteBuffer view = ByteBuffer.allocate(0);
  private long sequence;
  private long epoch;
  private int delivery;
  private List<String> groups = List.of();

  EventFields() {}

  void field(Cursor cursor, int tag, ByteBuffer from) throws WireException {
    view = from;
    switch (tag) {
      case Tags.TOPIC -> cursor.text(topic, "topic", EventWire.MAX_TOPIC_BYTES);
      case Tags.PUBLISHER -> cursor.bytes(publisher);
      case Tags.SEQUENCE -> sequence = cursor.varint();
      case Tags.EVENT_EPOCH -> epoch = cursor.fixed64();
      case Tags.DELIVERY -> delivery = (int) cursor.varint();
      case Tags.TARGETS -> readTargets(cursor);
      case Tags.GROUP -> readGroup(cursor);
      case Tags.REASON -> cursor.text(reason, "reason", ResponseWire.MAX_ERROR_BYTES);
      default -> cursor.skip(tag);
    }
  }

  private void readTargets(Cursor cursor) throws WireException {
    cursor.bytes(targets);
    if (targets.length % RawNodeId.LENGTH != 0) {
      throw new WireException(
          "targets of " + targets.length + " bytes (" + RawNodeId.LENGTH + " each are expected)");
    }
  }

  private void readGroup(Cursor cursor) throws WireException {
    cursor.text(group, "group", MAX_GROUP_BYTES);
    if (groups.size() >= MAX_GROUPS) {
      throw new WireException("more groups than the limit (limit " + MAX_GROUPS + ")");
    }
    List<String> more = new ArrayList<>(groups);
    byte[] name = new byte[group.length];
    view.get(group.offset, name);
    more.add(new String(name, StandardCharsets.UTF_8));
    groups = more;
  }

  void clear() {
    topic.clear();
    publisher.clear();
    targets.clear();
    reason.clear();
    sequence = 0;
    epoch = 0;
    delivery = 0;
    groups = List.of();
  }

  public String topic() {
    return Text.string(view, topic.offset, topic.length, EventWire.MAX_TOPIC_BYTES);
  }

  /** Whether the topic is this one. */
  public boolean topicIs(byte[] utf8) {
    return Text.equal(view, topic.offset, topic.length, utf8);
  }

  /** A hash of the topic's bytes; of use only in this process. */
  public int topicHash() {
    return Text.hash(view, topic.offset, topic.length, 0);
  }

  /** The raw node id, 32 bytes; {@link RawNodeId#parse} makes an id of them. */
  public byte[] publisher() {
    return copy(publisher);
  }

  public long sequence() {
    return sequence;
  }

  /** The process of the publisher; 0 if the sender is the publisher. */
  public long epoch() {
    return epoch;
  }

  /** How it is delivered: a sum of the numbers in {@link EventHead}. */
  public int delivery() {
    return delivery;
  }

  /** Whether it is for the receiver alone. */
  public boolean isForReceiver() {
    return targets.length == 0;
  }

  /** Raw ids of the nodes that it is for, one after the other; empty: for the receiver. */
  public byte[] targets() {
    return copy(targets);
  }

  /** The queue groups of which one member each gets it. */
  public List<String> groups() {
    return groups;
  }

  /** Why it is a dead letter; empty if it is none. */
  public String reason() {
    return Text.string(view, reason.offset, reason.length, ResponseWire.MAX_ERROR_BYTES);
  }

  private byte[] copy(Span span) {
    if (span.length == 0) {
      return NOBODY;
    }
    byte[] bytes = new byte[span.length];
    view.get(span.offset, bytes);
    return bytes;
  }
}
