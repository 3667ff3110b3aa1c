package io.weft.transport.unix;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The messages before the first frame: a type of one byte, a length of two, and the body. The
 * listening end speaks first, so that nothing is sent to a socket of some other program.
 *
 * <pre>
 *   listener                       dialler
 *   CHALLENGE nonce       ----&gt;
 *                         &lt;----    CHALLENGE nonce, PROOF chain and signature
 *   PROOF                 ----&gt;
 *                         &lt;----    WELCOME
 * </pre>
 *
 * Either end may say REFUSAL, with the reason, instead of what comes next.
 */
sealed interface Greeting {

  /** Bytes of type and length. */
  int HEADER_BYTES = 3;

  /** Largest body (bytes): a chain of four large certificates and a signature. */
  int MAX_BODY_BYTES = 16 * 1024;

  /** Bytes to be signed by the other end, never used again. */
  int NONCE_BYTES = 32;

  /** Largest certificate (bytes); ours have some 500, those of own CAs up to two thousand. */
  int MAX_CERTIFICATE_BYTES = 8 * 1024;

  /** Longest chain: node, network, and two of an administrator's own CA. */
  int MAX_CERTIFICATES = 4;

  /** Largest signature (bytes): ECDSA on P-521 in DER has 139. */
  int MAX_SIGNATURE_BYTES = 160;

  /** Longest reason (bytes of UTF-8). */
  int MAX_REASON_BYTES = 512;

  /** The bytes for the wire. */
  ByteBuf encode(ByteBufAllocator allocator);

  /**
   * Begins: who speaks, and what is to be signed.
   *
   * @param nonce {@value #NONCE_BYTES} random bytes
   */
  record Challenge(byte[] nonce) implements Greeting {
    private static final byte TYPE = 1;

    /** Tells Weft from other programs, and this greeting from later ones. */
    private static final byte[] VERSION = "WEFT\u0001".getBytes(StandardCharsets.US_ASCII);

    @Override
    public ByteBuf encode(ByteBufAllocator allocator) {
      return header(allocator, TYPE, VERSION.length + NONCE_BYTES)
          .writeBytes(VERSION)
          .writeBytes(nonce);
    }

    private static Challenge decode(ByteBuf body) throws GreetingException {
      byte[] version = new byte[VERSION.length];
      byte[] nonce = new byte[NONCE_BYTES];
      if (body.readableBytes() != version.length + nonce.length) {
        throw new GreetingException("a challenge of " + body.readableBytes() + " bytes");
      }
      body.readBytes(version).readBytes(nonce);
      if (!java.util.Arrays.equals(version, VERSION)) {
        throw new GreetingException("a greeting of another kind or version");
      }
      return new Challenge(nonce);
    }
  }

  /**
   * Shows who speaks.
   *
   * @param chain certificates in DER, leaf first; at least one
   * @param signature by the leaf's key, over what {@link Proving} says
   */
  record Proof(List<byte[]> chain, byte[] signature) implements Greeting {
    private static final byte TYPE = 2;

    public Proof {
      chain = List.copyOf(chain);
    }

    @Override
    public ByteBuf encode(ByteBufAllocator allocator) {
      int length = 1 + 2 + signature.length;
      for (byte[] certificate : chain) {
        length += 2 + certificate.length;
      }
      ByteBuf bytes = header(allocator, TYPE, length).writeByte(chain.size());
      chain.forEach(certificate -> bytes.writeShort(certificate.length).writeBytes(certificate));
      return bytes.writeShort(signature.length).writeBytes(signature);
    }

    private static Proof decode(ByteBuf body) throws GreetingException {
      int count = body.isReadable() ? body.readUnsignedByte() : 0;
      if (count < 1 || count > MAX_CERTIFICATES) {
        throw new GreetingException(
            "a chain of " + count + " certificates (limit " + MAX_CERTIFICATES + ")");
      }
      List<byte[]> chain = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        chain.add(block(body, MAX_CERTIFICATE_BYTES, "certificate"));
      }
      byte[] signature = block(body, MAX_SIGNATURE_BYTES, "signature");
      if (body.isReadable()) {
        throw new GreetingException(body.readableBytes() + " bytes behind the signature");
      }
      return new Proof(chain, signature);
    }

    private static byte[] block(ByteBuf body, int limit, String what) throws GreetingException {
      int length = body.readableBytes() < 2 ? 0 : body.readUnsignedShort();
      if (length < 1 || length > limit || length > body.readableBytes()) {
        throw new GreetingException("a " + what + " of " + length + " bytes (limit " + limit + ")");
      }
      byte[] bytes = new byte[length];
      body.readBytes(bytes);
      return bytes;
    }
  }

  /** The dialler admits the listener: frames follow. */
  record Welcome() implements Greeting {
    private static final byte TYPE = 3;

    @Override
    public ByteBuf encode(ByteBufAllocator allocator) {
      return header(allocator, TYPE, 0);
    }
  }

  /**
   * No link, and why.
   *
   * @param reason for people; one line
   */
  record Refusal(String reason) implements Greeting {
    private static final byte TYPE = 4;

    /** Whatever the reason is, one line that is not too long. */
    static Refusal of(String reason) {
      String line = reason.replaceAll("\\p{Cntrl}", " ").strip();
      while (line.getBytes(StandardCharsets.UTF_8).length > MAX_REASON_BYTES) {
        line = line.substring(0, line.offsetByCodePoints(line.length(), -1));
      }
      return new Refusal(line);
    }

    @Override
    public ByteBuf encode(ByteBufAllocator allocator) {
      byte[] text = reason.getBytes(StandardCharsets.UTF_8);
      return header(allocator, TYPE, text.length).writeBytes(text);
    }
  }

  /**
   * Reads the next message.
   *
   * @return null while more bytes are needed; then none has been read
   * @throws GreetingException if these bytes are no greeting
   */
  static @Nullable Greeting next(ByteBuf in) throws GreetingException {
    if (!in.isReadable()) {
      return null;
    }
    byte type = in.getByte(in.readerIndex());
    int limit = limit(type);
    if (in.readableBytes() < HEADER_BYTES) {
      return null;
    }
    int length = in.getUnsignedShort(in.readerIndex() + 1);
    if (length > limit) {
      throw new GreetingException("a message of " + length + " bytes (limit " + limit + ")");
    }
    if (in.readableBytes() < HEADER_BYTES + length) {
      return null;
    }
    ByteBuf body = in.skipBytes(HEADER_BYTES).readSlice(length);
    return switch (type) {
      case Challenge.TYPE -> Challenge.decode(body);
      case Proof.TYPE -> Proof.decode(body);
      case Welcome.TYPE -> new Welcome();
      default -> Refusal.of(body.toString(StandardCharsets.UTF_8));
    };
  }

  private static int limit(byte type) throws GreetingException {
    return switch (type) {
      case Challenge.TYPE, Proof.TYPE -> MAX_BODY_BYTES;
      case Welcome.TYPE -> 0;
      case Refusal.TYPE -> MAX_REASON_BYTES;
      default -> throw new GreetingException("a message of the unknown type " + type);
    };
  }

  private static ByteBuf header(ByteBufAllocator allocator, byte type, int length) {
    return allocator.buffer(HEADER_BYTES + length).writeByte(type).writeShort(length);
  }
}
