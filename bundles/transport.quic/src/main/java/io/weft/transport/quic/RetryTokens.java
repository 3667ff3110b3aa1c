package io.weft.transport.quic;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.quic.Quic;
import io.netty.handler.codec.quic.QuicTokenHandler;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Proof of a caller's address before anything is kept of it (RFC 9000, section 8.1.2), asked for
 * only while many handshakes are under way: it costs a round trip. Whoever forges its address gets
 * no token, and so cannot push out the handshakes of members. On the port's event loop only.
 *
 * <p>A token is the time, a MAC, and the connection id that the caller chose first.
 */
final class RetryTokens implements QuicTokenHandler {

  private static final String MAC = "HmacSHA256";

  /** As long as the key of the MAC is strong (bytes). */
  private static final int KEY_BYTES = 32;

  private static final int TIME_BYTES = Long.BYTES;

  /** Half of the MAC; nobody can search so many within a token's time (bytes). */
  private static final int MAC_BYTES = 16;

  private static final int HEAD_BYTES = TIME_BYTES + MAC_BYTES;

  /** A token comes back after one round trip; it is good for a slow one (nanoseconds). */
  private static final long LIFETIME_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final BooleanSupplier crowded;
  private final LongSupplier nanoTime;
  private final Mac mac;

  /**
   * With a key of its own.
   *
   * @param crowded whether to ask for the proof
   */
  RetryTokens(BooleanSupplier crowded, LongSupplier nanoTime) {
    this.crowded = crowded;
    this.nanoTime = nanoTime;
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    try {
      mac = Mac.getInstance(MAC);
      mac.init(new SecretKeySpec(key, MAC));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no " + MAC, e);
    }
  }

  @Override
  public boolean writeToken(ByteBuf out, ByteBuf connection, InetSocketAddress caller) {
    if (!crowded.getAsBoolean()) {
      return false;
    }
    long now = nanoTime.getAsLong();
    byte[] id = ByteBufUtil.getBytes(connection);
    out.writeLong(now).writeBytes(proof(now, caller, id)).writeBytes(id);
    return true;
  }

  @Override
  public int validateToken(ByteBuf token, InetSocketAddress caller) {
    int idBytes = token.readableBytes() - HEAD_BYTES;
    if (idBytes < 0 || idBytes > Quic.MAX_CONN_ID_LEN) {
      return -1;
    }
    int at = token.readerIndex();
    long made = token.getLong(at);
    byte[] shown = ByteBufUtil.getBytes(token, at + TIME_BYTES, MAC_BYTES);
    byte[] id = ByteBufUtil.getBytes(token, at + HEAD_BYTES, idBytes);
    boolean ours = MessageDigest.isEqual(shown, proof(made, caller, id));
    return ours && nanoTime.getAsLong() - made <= LIFETIME_NANOS ? HEAD_BYTES : -1;
  }

  @Override
  public int maxTokenLength() {
    return HEAD_BYTES + Quic.MAX_CONN_ID_LEN;
  }

  private byte[] proof(long made, InetSocketAddress caller, byte[] id) {
    byte[] address = caller.getAddress().getAddress();
    ByteBuffer head = ByteBuffer.allocate(TIME_BYTES + Integer.BYTES + 1);
    head.putLong(made).putInt(caller.getPort()).put((byte) address.length);
    mac.update(head.array());
    mac.update(address);
    return Arrays.copyOf(mac.doFinal(id), MAC_BYTES);
  }
}
