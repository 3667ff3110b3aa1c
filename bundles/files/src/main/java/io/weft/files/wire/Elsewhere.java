package io.weft.files.wire;

import io.weft.node.NodeId;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The answer to {@code share} of a sender that has given the chunk to another node of the circle
 * already: ask there. Whoever does compares what comes with the SHA-256, for it is not the sender
 * who sends it.
 *
 * @param node who was given it
 * @param sha256 of the content
 */
@SuppressWarnings("ArrayRecordComponent")
public record Elsewhere(NodeId node, byte[] sha256) {

  private static final int SHA256_BYTES = 32;

  /** Where a {@link Chunk} has its flags. */
  private static final int KIND_AT = 1;

  private static final int KIND = 2;

  /** Longer ones are cut, and refused. */
  private static final int MOST_BYTES = 128;

  /** Whether an answer is this and not a chunk. */
  public static boolean is(ByteBuffer message) {
    return message.remaining() > KIND_AT && message.get(message.position() + KIND_AT) == KIND;
  }

  /**
   * Reads one.
   *
   * @throws FormException if it is none
   */
  public static Elsewhere read(ByteBuffer message) {
    byte[] bytes = new byte[Math.min(message.remaining(), MOST_BYTES)];
    message.duplicate().get(bytes);
    ByteReader from = Messages.begin(bytes);
    from.octet(KIND);
    Elsewhere read = new Elsewhere(Messages.node(from), from.raw(SHA256_BYTES));
    from.end();
    return read;
  }

  /** As bytes. */
  public byte[] write() {
    return Messages.begin(128).octet(KIND).text(node.text()).raw(sha256).toBytes();
  }

  /** Whether this chunk is the one. */
  public boolean fits(Chunk chunk) {
    return MessageDigest.isEqual(sha256, sha256(chunk));
  }

  /** The SHA-256 of a chunk's content. */
  public static byte[] sha256(Chunk chunk) {
    MessageDigest sha = fresh();
    if (chunk.zeros()) {
      sha.update(new byte[chunk.length()]);
    } else {
      sha.update(chunk.content());
    }
    return sha.digest();
  }

  private static MessageDigest fresh() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }
}
