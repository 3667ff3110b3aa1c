package io.weft.node.wire;

import java.nio.ByteBuffer;

/** Writes requests, byte for byte as the generated classes do, without garbage. */
public final class RequestWire {

  private RequestWire() {}

  /** The size of a request with no priority and no headers. */
  static int size(
      long messageId, Route route, int deadlineMillis, ContentType type, int paramsLength) {
    return size(messageId, route, deadlineMillis, 0, HeaderWire.NONE, type, paramsLength);
  }

  /** Writes a request with no priority and no headers. */
  static void write(
      ByteBuffer to,
      long messageId,
      Route route,
      int deadlineMillis,
      ContentType type,
      int paramsLength) {
    write(to, messageId, route, deadlineMillis, 0, HeaderWire.NONE, type, paramsLength);
  }

  /**
   * Bytes of the whole frame, params included; {@link Integer#MAX_VALUE} if it would be larger.
   *
   * @param deadlineMillis how long the caller still waits; 0 is not said
   * @param priority larger goes first; 0 is normal, and not said
   * @param headers as {@link HeaderWire#of} makes them
   */
  public static int size(
      long messageId,
      Route route,
      int deadlineMillis,
      int priority,
      byte[] headers,
      ContentType type,
      int paramsLength) {
    long options = optionsSize(route, deadlineMillis, priority, headers);
    long request = requestSize(route, options, type, paramsLength);
    return Fields.bounded(Fields.varintSize(messageId) + Fields.nestedSize(request));
  }

  /** Writes all that comes before the bytes of the params. */
  public static void write(
      ByteBuffer to,
      long messageId,
      Route route,
      int deadlineMillis,
      int priority,
      byte[] headers,
      ContentType type,
      int paramsLength) {
    long options = optionsSize(route, deadlineMillis, priority, headers);
    Fields.putVarint(to, Tags.MESSAGE_ID, messageId);
    Fields.putNested(to, Tags.REQUEST, requestSize(route, options, type, paramsLength));
    to.put(route.fields());
    if (options != 0) {
      Fields.putNested(to, Tags.OPTIONS, options);
      Fields.putVarint(to, Tags.DEADLINE, unsigned(deadlineMillis));
      Fields.putVarint(to, Tags.PRIORITY, unsigned(priority));
      to.put(headers);
      Fields.putBytes(to, Tags.VERSIONS, route.versions());
    }
    Fields.putBytes(to, Tags.REQUEST_CONTENT_TYPE, type.onWire());
    Fields.putLength(to, Tags.PARAMS, paramsLength);
  }

  private static long requestSize(Route route, long options, ContentType type, int paramsLength) {
    return route.fields().length
        + (options == 0 ? 0 : Fields.nestedSize(options))
        + Fields.bytesSize(type.onWire().length)
        + Fields.bytesSize(paramsLength);
  }

  private static long optionsSize(Route route, int deadlineMillis, int priority, byte[] headers) {
    return Fields.varintSize(unsigned(deadlineMillis))
        + Fields.varintSize(unsigned(priority))
        + headers.length
        + Fields.bytesSize(route.versions().length);
  }

  private static long unsigned(int value) {
    return Integer.toUnsignedLong(value);
  }
}
