package io.weft.node.wire;

import java.nio.ByteBuffer;

/** Writes events, byte for byte as the generated classes do, without garbage. */
public final class EventWire {

  /** The longest topic, in bytes of UTF-8. */
  public static final int MAX_TOPIC_BYTES = 500;

  private EventWire() {}

  /**
   * Bytes of the whole frame, data included; {@link Integer#MAX_VALUE} if it would be larger.
   *
   * @param publisherRaw as {@link RawNodeId#of} makes it
   */
  public static int size(
      byte[] topicUtf8, byte[] publisherRaw, long sequence, ContentType type, int dataLength) {
    return Fields.bounded(
        Fields.nestedSize(eventSize(topicUtf8, publisherRaw, sequence, type, dataLength)));
  }

  /** Writes all that comes before the bytes of the data. */
  public static void write(
      ByteBuffer to,
      byte[] topicUtf8,
      byte[] publisherRaw,
      long sequence,
      ContentType type,
      int dataLength) {
    Fields.putNested(
        to, Tags.EVENT, eventSize(topicUtf8, publisherRaw, sequence, type, dataLength));
    Fields.putBytes(to, Tags.TOPIC, topicUtf8);
    Fields.putBytes(to, Tags.PUBLISHER, publisherRaw);
    Fields.putVarint(to, Tags.SEQUENCE, sequence);
    Fields.putBytes(to, Tags.EVENT_CONTENT_TYPE, type.onWire());
    Fields.putLength(to, Tags.EVENT_DATA, dataLength);
  }

  private static long eventSize(
      byte[] topicUtf8, byte[] publisherRaw, long sequence, ContentType type, int dataLength) {
    return Fields.bytesSize(topicUtf8.length)
        + Fields.bytesSize(publisherRaw.length)
        + Fields.varintSize(sequence)
        + Fields.bytesSize(type.onWire().length)
        + Fields.bytesSize(dataLength);
  }
}
