package io.weft.identity;

import java.io.ByteArrayOutputStream;

/** Bytes after bytes. */
final class Bytes {

  private Bytes() {}

  static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
