package io.weft.node.wire;

import io.weft.v1.Credit;
import io.weft.v1.Failure;
import io.weft.v1.NodeMessage;
import io.weft.v1.Opening;
import io.weft.v1.Request;
import io.weft.v1.RequestOptions;
import io.weft.v1.Stream;
import java.nio.ByteBuffer;

/** Writes the steps of conversations as the generated classes do; items without garbage. */
public final class StreamWire {

  private StreamWire() {}

  /**
   * Bytes of the whole frame of an item, data included; {@link Integer#MAX_VALUE} if it would be
   * larger.
   */
  public static int size(
      long messageId, boolean opener, long sequence, ContentType type, int dataLength) {
    long item = itemSize(opener, sequence, type, dataLength);
    return Fields.bounded(
        Fields.varintSize(messageId) + Varint.size(Tags.STREAM) + Varint.size(item) + item);
  }

  /** Writes all of an item that comes before the bytes of its data. */
  public static void write(
      ByteBuffer to,
      long messageId,
      boolean opener,
      long sequence,
      ContentType type,
      int dataLength) {
    Fields.putVarint(to, Tags.MESSAGE_ID, messageId);
    Varint.put(to, Tags.STREAM);
    Varint.put(to, itemSize(opener, sequence, type, dataLength));
    Fields.putVarint(to, Tags.STREAM_OPENER, opener ? 1 : 0);
    Fields.putVarint(to, Tags.STREAM_SEQUENCE, sequence);
    Fields.putBytes(to, Tags.STREAM_CONTENT_TYPE, type.onWire());
    Fields.putLength(to, Tags.STREAM_DATA, dataLength);
  }

  private static long itemSize(boolean opener, long sequence, ContentType type, int dataLength) {
    return Fields.varintSize(opener ? 1 : 0)
        + Fields.varintSize(sequence)
        + Fields.bytesSize(type.onWire().length)
        + Fields.bytesSize(dataLength);
  }

  /** An end: {@link Stream.Kind#END}, or one that says why. */
  public static byte[] end(
      long messageId,
      boolean opener,
      Stream.Kind kind,
      long sequence,
      boolean deaf,
      Failure failure,
      String code,
      String message) {
    Stream.Builder step =
        Stream.newBuilder()
            .setKind(kind)
            .setOpener(opener)
            .setSequence(sequence)
            .setDeaf(deaf)
            .setFailure(failure)
            .setErrorCode(Text.cut(code, ResponseWire.MAX_ERROR_BYTES))
            .setErrorMessage(Text.cut(message, ResponseWire.MAX_ERROR_BYTES));
    return NodeMessage.newBuilder().setMessageId(messageId).setStream(step).build().toByteArray();
  }

  /** What this side takes. */
  public static byte[] credit(
      long messageId,
      boolean opener,
      long items,
      long bytes,
      long received,
      boolean again,
      boolean ask) {
    Credit.Builder credit =
        Credit.newBuilder()
            .setOpener(opener)
            .setItems(items)
            .setBytes(bytes)
            .setReceived(received)
            .setAgain(again)
            .setAsk(ask);
    return NodeMessage.newBuilder().setMessageId(messageId).setCredit(credit).build().toByteArray();
  }

  /**
   * What stands before a request's frame to make it open a conversation. Protocol Buffers read two
   * payloads of the same kind as one, so that the request itself is written as any other.
   *
   * @param deadlineMillis how long the conversation may last; 0 is not said
   */
  public static byte[] opening(long items, long bytes, long deadlineMillis) {
    Opening.Builder opening =
        Opening.newBuilder().setItems(items).setBytes(bytes).setDeadlineMs(deadlineMillis);
    RequestOptions.Builder options = RequestOptions.newBuilder().setConversation(opening);
    return NodeMessage.newBuilder()
        .setRequest(Request.newBuilder().setOptions(options))
        .build()
        .toByteArray();
  }
}
