package io.weft.node.wire;

import java.nio.ByteBuffer;

/** Writes requests, byte for byte as the generated classes do, without garbage. */
public final class RequestWire {

  private RequestWire() {}

  /**
   * Bytes of the whole frame, params included; {@link Integer#MAX_VALUE} if it would be larger.
   *
   * @param deadlineMillis how long the caller still waits; 0 is not said
   * @param priority 0 is normal, and not said
   */
  public static int size(
      long messageId,
      Route route,
      int deadlineMillis,
      int priority,
      ContentType type,
      int paramsLength) {
    long request = requestSize(route, deadlineMillis, priority, type, paramsLength);
    return Fields.bounded(Fields.varintSize(messageId) + Fields.nestedSize(request));
  }

  /** Writes all that comes before the bytes of the params. */
  public static void write(
      ByteBuffer to,
      long messageId,
      Route route,
      int deadlineMillis,
      int priority,
      ContentType type,
      int paramsLength) {
    Fields.putVarint(to, Tags.MESSAGE_ID, messageId);
    Fields.putNested(
        to, Tags.REQUEST, requestSize(route, deadlineMillis, priority, type, paramsLength));
    to.put(route.fields());
    long options = optionsSize(route, deadlineMillis, priority);
    if (options != 0) {
      Fields.putNested(to, Tags.OPTIONS, options);
      Fields.putVarint(to, Tags.DEADLINE, unsigned(deadlineMillis));
      Fields.putVarint(to, Tags.PRIORITY, unsigned(priority));
      Fields.putBytes(to, Tags.VERSIONS, route.versions());
    }
    Fields.putBytes(to, Tags.REQUEST_CONTENT_TYPE, type.onWire());
    Fields.putLength(to, Tags.PARAMS, paramsLength);
  }

  private static long requestSize(
      Route route, int deadlineMillis, int priority, ContentType type, int paramsLength) {
    long options = optionsSize(route, deadlineMillis, priority);
    return route.fields().length
        + (options == 0 ? 0 : Fields.nestedSize(options))
        + Fields.bytesSize(type.onWire().length)
        + Fields.bytesSize(paramsLength);
  }

  private static long optionsSize(Route route, int deadlineMillis, int priority) {
    return Fields.varintSize(unsigned(deadlineMillis))
        + Fields.varintSize(unsigned(priority))
        + Fields.bytesSize(route.versions().length);
  }

  private static long unsigned(int value) {
    return Integer.toUnsignedLong(value);
  }
}
