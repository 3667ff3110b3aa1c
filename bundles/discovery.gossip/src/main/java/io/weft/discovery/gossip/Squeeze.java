package io.weft.discovery.gossip;

import java.util.Arrays;
import java.util.zip.Adler32;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Raw deflate (RFC 1951), with a dictionary if both sides have the same: records of one network
 * have their certificates' frame, names of capabilities and much else in common.
 */
final class Squeeze {
  private static final byte[] NONE = new byte[0];

  private Squeeze() {}

  /** What two sides compare to know that they have the same dictionary. */
  static int checksum(byte[] dictionary) {
    Adler32 sum = new Adler32();
    sum.update(dictionary);
    return (int) sum.getValue();
  }

  static byte[] squeeze(byte[] bytes) {
    return squeeze(bytes, NONE);
  }

  static byte[] squeeze(byte[] bytes, byte[] dictionary) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    try {
      if (dictionary.length > 0) {
        deflater.setDictionary(dictionary);
      }
      deflater.setInput(bytes);
      deflater.finish();
      byte[] out = new byte[bytes.length + bytes.length / 100 + 64]; // what cannot be squeezed
      int length = 0;
      while (!deflater.finished()) {
        if (length == out.length) {
          out = Arrays.copyOf(out, out.length * 2);
        }
        length += deflater.deflate(out, length, out.length - length);
      }
      return Arrays.copyOf(out, length);
    } finally {
      deflater.end();
    }
  }

  static byte[] unsqueeze(byte[] bytes, int limit) throws Garbled {
    return unsqueeze(bytes, NONE, limit);
  }

  /**
   * @param limit bytes that may come out
   */
  static byte[] unsqueeze(byte[] bytes, byte[] dictionary, int limit) throws Garbled {
    Inflater inflater = new Inflater(true);
    try {
      if (dictionary.length > 0) {
        inflater.setDictionary(dictionary);
      }
      inflater.setInput(Arrays.copyOf(bytes, bytes.length + 1)); // raw: zlib wants one more to end
      byte[] out = new byte[Math.min(limit + 1, 4 * bytes.length + 64)];
      int length = 0;
      while (!inflater.finished()) {
        if (length > limit) {
          throw new Garbled("more than " + limit + " squeezed bytes");
        }
        if (length == out.length) {
          out = Arrays.copyOf(out, Math.min(limit + 1, 2 * out.length));
        }
        int more = inflater.inflate(out, length, out.length - length);
        if (more == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
          throw new Garbled("squeezed bytes that end too early");
        }
        length += more;
      }
      if (length > limit) {
        throw new Garbled("more than " + limit + " squeezed bytes");
      }
      return Arrays.copyOf(out, length);
    } catch (DataFormatException e) {
      throw new Garbled("bytes that are not squeezed: " + e.getMessage());
    } finally {
      inflater.end();
    }
  }
}
