package io.weft.ucx;

import io.weft.transport.LinkProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What each side says once on the control connection, in TLS: where its worker is, and under which
 * number this link's messages are known to it. The side that was dialled may say no instead.
 *
 * <p>Layout, big-endian: {@code WRDM}, version (1 byte), flags (1), token (8), three texts or blobs
 * with a length of two bytes each: host, worker address, refusal.
 *
 * @param plain whether frames go unprotected, because the administrator trusts the fabric
 * @param hardware whether the side has RDMA hardware, and not only shared memory
 * @param token random; the receiver's name of the link, in the header of every message to it
 * @param host names the machine and its IPC namespace: shared memory works within one only
 * @param address of the worker, opaque
 * @param refusal for people; empty if the link is welcome
 */
record SetUp(
    boolean plain, boolean hardware, long token, String host, byte[] address, String refusal) {

  /** The longest message: an address of 8 KiB and two texts (bytes). */
  static final int MAX_BYTES = 10 << 10;

  private static final int MAGIC = 0x5752444D;
  private static final int VERSION = 1;
  private static final int FIXED_BYTES = 4 + 1 + 1 + 8;
  private static final int MAX_ADDRESS_BYTES = 8 << 10;
  private static final int MAX_TEXT_BYTES = 512;
  private static final int PLAIN = 1;
  private static final int HARDWARE = 2;

  static SetUp no(String reason) {
    String shown = reason.length() > 160 ? reason.substring(0, 160) : reason;
    return new SetUp(false, false, 0, "", new byte[0], shown);
  }

  ByteBuffer bytes() {
    byte[] hostBytes = host.getBytes(StandardCharsets.UTF_8);
    byte[] refusalBytes = refusal.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(
            FIXED_BYTES
                + 3 * Short.BYTES
                + hostBytes.length
                + address.length
                + refusalBytes.length);
    bytes.putInt(MAGIC).put((byte) VERSION);
    bytes.put((byte) ((plain ? PLAIN : 0) | (hardware ? HARDWARE : 0))).putLong(token);
    for (byte[] part : new byte[][] {hostBytes, address, refusalBytes}) {
      bytes.putShort((short) part.length).put(part);
    }
    return bytes.flip();
  }

  /**
   * Reads one, to the end of the bytes.
   *
   * @throws LinkProtocolException if the bytes are something else
   */
  static SetUp parse(ByteBuffer bytes) throws LinkProtocolException {
    if (bytes.remaining() < FIXED_BYTES || bytes.getInt() != MAGIC) {
      throw new LinkProtocolException("no set-up of an RDMA link");
    }
    int version = bytes.get();
    if (version != VERSION) {
      throw new LinkProtocolException(
          "version " + version + " of the RDMA set-up (this node speaks " + VERSION + ")");
    }
    int flags = bytes.get();
    long token = bytes.getLong();
    byte[] host = part(bytes, MAX_TEXT_BYTES);
    byte[] address = part(bytes, MAX_ADDRESS_BYTES);
    byte[] refusal = part(bytes, MAX_TEXT_BYTES);
    if (bytes.hasRemaining()) {
      throw new LinkProtocolException(bytes.remaining() + " bytes follow the RDMA set-up");
    }
    return new SetUp(
        (flags & PLAIN) != 0,
        (flags & HARDWARE) != 0,
        token,
        new String(host, StandardCharsets.UTF_8),
        address,
        new String(refusal, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", "?"));
  }

  private static byte[] part(ByteBuffer bytes, int limit) throws LinkProtocolException {
    int length = bytes.remaining() < Short.BYTES ? -1 : bytes.getShort() & 0xffff;
    if (length < 0 || length > limit || length > bytes.remaining()) {
      throw new LinkProtocolException("the RDMA set-up is cut short or too long");
    }
    byte[] part = new byte[length];
    bytes.get(part);
    return part;
  }
}
