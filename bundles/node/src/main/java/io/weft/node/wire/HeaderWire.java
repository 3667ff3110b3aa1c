package io.weft.node.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.weft.exchange.Headers;
import java.nio.ByteBuffer;
import java.util.Map;

/** Writes headers once for all the times that a request is sent. */
public final class HeaderWire {

  /** Of a request without headers. */
  public static final byte[] NONE = {};

  private static final int KEY = 1 << 3 | 2;
  private static final int VALUE = 2 << 3 | 2;

  private HeaderWire() {}

  /** The fields of these headers, byte for byte as the generated classes write them sorted. */
  public static byte[] of(Headers headers) {
    if (headers.entries().isEmpty()) {
      return NONE;
    }
    ByteBuffer to = ByteBuffer.allocate(size(headers));
    for (Map.Entry<String, String> entry : headers.entries().entrySet()) {
      byte[] name = entry.getKey().getBytes(UTF_8);
      byte[] value = entry.getValue().getBytes(UTF_8);
      Fields.putNested(to, Tags.HEADERS, entrySize(name.length, value.length));
      // Entries have both fields, empty ones too.
      Fields.putNested(to, KEY, name.length);
      to.put(name);
      Fields.putNested(to, VALUE, value.length);
      to.put(value);
    }
    return to.array();
  }

  private static int size(Headers headers) {
    long size = 0;
    for (Map.Entry<String, String> entry : headers.entries().entrySet()) {
      size +=
          Fields.nestedSize(
              entrySize(
                  entry.getKey().getBytes(UTF_8).length, entry.getValue().getBytes(UTF_8).length));
    }
    return (int) size;
  }

  private static long entrySize(int name, int value) {
    return Fields.nestedSize(name) + Fields.nestedSize(value);
  }
}
