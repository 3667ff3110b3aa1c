package io.weft.discovery.multicast;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * Tells the datagrams of one network from others' at a glance; proves nothing.
 *
 * @param bytes the first eight bytes of the SHA-256 of the network's id; must not change
 */
@SuppressWarnings("ArrayRecordComponent")
record NetworkTag(byte[] bytes) {

  /** Enough that two networks on one wire never share one by chance. */
  static final int BYTES = 8;

  static NetworkTag of(String network) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(network.getBytes(UTF_8));
      return new NetworkTag(Arrays.copyOf(hash, BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }
}
