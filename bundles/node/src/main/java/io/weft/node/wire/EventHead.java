package io.weft.node.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * All of an event's frame that stands before its data. Never changes.
 *
 * @param publisher as {@link RawNodeId#of} makes it
 * @param epoch the publisher's process; 0 if the sender is the publisher
 * @param delivery a sum of the numbers below
 * @param targets raw ids of the nodes that it is for, one after the other; empty: the receiver
 * @param groups queue groups of which one member each gets it
 * @param reason why it is a dead letter; empty if it is none
 * @param hops how many further nodes may relay it
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody, written as they are
public record EventHead(
    byte[] topic,
    byte[] publisher,
    long sequence,
    ContentType type,
    long epoch,
    int delivery,
    byte[] targets,
    List<byte[]> groups,
    byte[] reason,
    int hops) {

  /** The publisher keeps it as the last value of the topic. */
  public static final int RETAINED = 1;

  /** It is such a value, for a subscription that came late. */
  public static final int REPLAY = 2;

  /** Each subscription acknowledges. */
  public static final int ALL_ACKNOWLEDGE = 4;

  /** Subscriptions that want to acknowledge do. */
  public static final int ACKNOWLEDGE = 8;

  /** It may have been delivered before. */
  public static final int AGAIN = 16;

  /** Its sequence is counted apart: it does not go to all. */
  public static final int APART = 32;

  /** The receiver does not get all events of the topic: it keeps no order of them. */
  public static final int ALONE = 64;

  /** For the groups only. */
  public static final int GROUPS_ONLY = 128;

  private static final byte[] NOTHING = {};

  /** An event of the sender for all who receive it. */
  public static EventHead plain(byte[] topic, byte[] publisher, long sequence, ContentType type) {
    return new EventHead(topic, publisher, sequence, type, 0, 0, NOTHING, List.of(), NOTHING, 0);
  }

  /** The same for these nodes, over so many further ones. */
  public EventHead to(byte[] nodes, int furtherHops) {
    return new EventHead(
        topic, publisher, sequence, type, epoch, delivery, nodes, groups, reason, furtherHops);
  }

  /** The same for these groups, delivered in this way. */
  public EventHead delivered(int how, List<String> toGroups) {
    List<byte[]> names = toGroups.stream().map(name -> name.getBytes(UTF_8)).toList();
    return new EventHead(
        topic, publisher, sequence, type, epoch, how, targets, names, reason, hops);
  }

  /** The same as a dead letter. */
  public EventHead because(String why) {
    byte[] text = Text.cut(why, ResponseWire.MAX_ERROR_BYTES).getBytes(UTF_8);
    return new EventHead(
        topic, publisher, sequence, type, epoch, delivery, targets, groups, text, hops);
  }

  /** An event that has come, to be passed on; its publisher's process is named from now on. */
  public static EventHead relayed(
      MessageReader reader, byte[] publisher, long epoch, byte[] targets, int hops) {
    EventFields event = reader.event();
    return new EventHead(
        event.topic().getBytes(UTF_8),
        publisher,
        event.sequence(),
        reader.contentType(),
        epoch,
        event.delivery(),
        targets,
        event.groups().stream().map(name -> name.getBytes(UTF_8)).toList(),
        event.reason().getBytes(UTF_8),
        hops);
  }

  /** Bytes of the whole frame, data included; {@link Integer#MAX_VALUE} if it would be larger. */
  public int size(int dataLength) {
    return Fields.bounded(Fields.varintSize(hops) + Fields.nestedSize(eventSize(dataLength)));
  }

  /** Writes all that comes before the bytes of the data. */
  public void write(ByteBuffer to, int dataLength) {
    Fields.putVarint(to, Tags.HOPS, hops);
    Fields.putNested(to, Tags.EVENT, eventSize(dataLength));
    Fields.putBytes(to, Tags.TOPIC, topic);
    Fields.putBytes(to, Tags.PUBLISHER, publisher);
    Fields.putVarint(to, Tags.SEQUENCE, sequence);
    Fields.putBytes(to, Tags.EVENT_CONTENT_TYPE, type.onWire());
    Fields.putFixed64(to, Tags.EVENT_EPOCH, epoch);
    Fields.putVarint(to, Tags.DELIVERY, delivery);
    Fields.putBytes(to, Tags.TARGETS, targets);
    for (int i = 0; i < groups.size(); i++) { // an iterator would be garbage
      Fields.putNested(to, Tags.GROUP, groups.get(i).length);
      to.put(groups.get(i));
    }
    Fields.putBytes(to, Tags.REASON, reason);
    Fields.putLength(to, Tags.EVENT_DATA, dataLength);
  }

  private long eventSize(int dataLength) {
    long groupsSize = 0;
    for (int i = 0; i < groups.size(); i++) {
      groupsSize += Fields.nestedSize(groups.get(i).length);
    }
    return Fields.bytesSize(topic.length)
        + Fields.bytesSize(publisher.length)
        + Fields.varintSize(sequence)
        + Fields.bytesSize(type.onWire().length)
        + Fields.fixed64Size(epoch)
        + Fields.varintSize(delivery)
        + Fields.bytesSize(targets.length)
        + groupsSize
        + Fields.bytesSize(reason.length)
        + Fields.bytesSize(dataLength);
  }

  @Override
  public boolean equals(Object other) {
    return other == this;
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(topic);
  }

  @Override
  public String toString() {
    return new String(topic, UTF_8) + " " + sequence;
  }
}
