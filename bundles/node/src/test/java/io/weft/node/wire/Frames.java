package io.weft.node.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.weft.exchange.Headers;
import java.nio.ByteBuffer;

/** Whole frames by the hand-written codec, which must fill them to the last byte. */
final class Frames {

  private Frames() {}

  static byte[] request(
      long messageId, Route route, int deadlineMillis, ContentType type, byte[] params) {
    return request(messageId, route, deadlineMillis, 0, Headers.NONE, type, params);
  }

  static byte[] request(
      long messageId,
      Route route,
      int deadlineMillis,
      int priority,
      Headers headers,
      ContentType type,
      byte[] params) {
    byte[] encoded = HeaderWire.of(headers);
    ByteBuffer to =
        ByteBuffer.allocate(
            RequestWire.size(
                messageId, route, deadlineMillis, priority, encoded, type, params.length));
    RequestWire.write(to, messageId, route, deadlineMillis, priority, encoded, type, params.length);
    return full(to.put(params));
  }

  static byte[] request(
      long messageId, Route route, int deadlineMillis, int priority, Headers headers) {
    return request(
        messageId, route, deadlineMillis, priority, headers, ContentType.BYTES, new byte[0]);
  }

  static byte[] response(long messageId, ContentType type, byte[] data) {
    ByteBuffer to = ByteBuffer.allocate(ResponseWire.size(messageId, type, data.length));
    ResponseWire.write(to, messageId, type, data.length);
    return full(to.put(data));
  }

  static byte[] event(
      String topic, byte[] publisher, long sequence, ContentType type, byte[] data) {
    return event(EventHead.plain(topic.getBytes(UTF_8), publisher, sequence, type), data);
  }

  static byte[] event(EventHead head, byte[] data) {
    ByteBuffer to = ByteBuffer.allocate(head.size(data.length));
    head.write(to, data.length);
    return full(to.put(data));
  }

  private static byte[] full(ByteBuffer to) {
    assertThat(to.remaining()).as("bytes that size() counted and nobody wrote").isZero();
    byte[] frame = new byte[to.capacity()];
    to.get(0, frame);
    return frame;
  }
}
