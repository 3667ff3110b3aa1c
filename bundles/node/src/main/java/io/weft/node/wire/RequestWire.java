package io.weft.node.wire;

import java.nio.ByteBuffer;

/** Writes requests, byte for byte as the generated classes do, without garbage. */
public final class RequestWire {

  private RequestWire() {}

  /**
   * Bytes of the whole frame, params included; {@link Integer#MAX_VALUE} if it would be larger.
   *
   * @param deadlineMillis how long the caller still waits; 0 is not said
   */
  public static int size(
      long messageId, Route route, int deadlineMillis, ContentType type, int paramsLength) {
    long request = requestSize(route, deadlineMillis, type, paramsLength);
    return Fields.bounded(Fields.varintSize(messageId) + Fields.nestedSize(request));
  }

  /** Writes all that comes before the bytes of the params. */
  public static void write(
      ByteBuffer to,
      long messageId,
      Route route,
      int deadlineMillis,
      ContentType type,
      int paramsLength) {
    Fields.putVarint(to, Tags.MESSAGE_ID, messageId);
    Fields.putNested(to, Tags.REQUEST, requestSize(route, deadlineMillis, type, paramsLength));
    to.put(route.fields());
    if (deadlineMillis != 0) {
      Fields.putNested(to, Tags.OPTIONS, optionsSize(deadlineMillis));
      Fields.putVarint(to, Tags.DEADLINE, unsigned(deadlineMillis));
    }
    Fields.putBytes(to, Tags.REQUEST_CONTENT_TYPE, type.onWire());
    Fields.putLength(to, Tags.PARAMS, paramsLength);
  }

  private static long requestSize(
      Route route, int deadlineMillis, ContentType type, int paramsLength) {
    long options = deadlineMillis == 0 ? 0 : Fields.nestedSize(optionsSize(deadlineMillis));
    return route.fields().length
        + options
        + Fields.bytesSize(type.onWire().length)
        + Fields.bytesSize(paramsLength);
  }

  private static int optionsSize(int deadlineMillis) {
    return Fields.varintSize(unsigned(deadlineMillis));
  }

  private static long unsigned(int value) {
    return Integer.toUnsignedLong(value);
  }
}
