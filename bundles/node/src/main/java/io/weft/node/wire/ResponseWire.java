package io.weft.node.wire;

import io.weft.exchange.ApplicationException;
import io.weft.v1.Failure;
import io.weft.v1.NodeMessage;
import io.weft.v1.Response;
import java.nio.ByteBuffer;
import java.util.Map;

/** Writes responses, byte for byte as the generated classes do; successful ones without garbage. */
public final class ResponseWire {

  /** The longest text of an error that is sent or read, in bytes: enough for a page of it. */
  public static final int MAX_ERROR_BYTES = 4096;

  private static final int SUCCESS_SIZE = 2;

  private ResponseWire() {}

  /**
   * Bytes of the whole frame of a success, data included; {@link Integer#MAX_VALUE} if it would be
   * larger.
   */
  public static int size(long messageId, ContentType type, int dataLength) {
    long response = responseSize(type, dataLength);
    return Fields.bounded(Fields.varintSize(messageId) + Fields.nestedSize(response));
  }

  /** Writes all of a success that comes before the bytes of the data. */
  public static void write(ByteBuffer to, long messageId, ContentType type, int dataLength) {
    Fields.putVarint(to, Tags.MESSAGE_ID, messageId);
    Fields.putNested(to, Tags.RESPONSE, responseSize(type, dataLength));
    Fields.putVarint(to, Tags.SUCCESS, 1);
    Fields.putBytes(to, Tags.RESPONSE_CONTENT_TYPE, type.onWire());
    Fields.putLength(to, Tags.RESPONSE_DATA, dataLength);
  }

  /** The whole frame of a success without a result. */
  public static byte[] success(long messageId) {
    return NodeMessage.newBuilder()
        .setMessageId(messageId)
        .setResponse(Response.newBuilder().setSuccess(true))
        .build()
        .toByteArray();
  }

  /** The whole frame of an answer that is no success. Code and message are cut at 4 KiB each. */
  public static byte[] failure(long messageId, Failure failure, String code, String message) {
    return failure(messageId, failure, code, message, Map.of());
  }

  /**
   * The same with details, in their order; of more than {@value ApplicationException#MAX_DETAILS}
   * the first, and each cut to what {@link ApplicationException} says.
   */
  public static byte[] failure(
      long messageId, Failure failure, String code, String message, Map<String, String> details) {
    Response.Builder response =
        Response.newBuilder()
            .setFailure(failure)
            .setErrorCode(Text.cut(code, MAX_ERROR_BYTES))
            .setErrorMessage(Text.cut(message, MAX_ERROR_BYTES));
    details.entrySet().stream()
        .limit(ApplicationException.MAX_DETAILS)
        .forEach(
            each ->
                response.putErrorDetails(
                    Text.cut(each.getKey(), ApplicationException.MAX_DETAIL_NAME_BYTES),
                    Text.cut(each.getValue(), ApplicationException.MAX_DETAIL_BYTES)));
    return NodeMessage.newBuilder()
        .setMessageId(messageId)
        .setResponse(response)
        .build()
        .toByteArray();
  }

  private static long responseSize(ContentType type, int dataLength) {
    return SUCCESS_SIZE + Fields.bytesSize(type.onWire().length) + Fields.bytesSize(dataLength);
  }
}
