package io.weft.identity;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.spec.InvalidKeySpecException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * A network's key and some of its addresses in one line of text: {@code weft1:} and in base64url
 * without padding
 *
 * <pre>
 *   version     1 byte, 1
 *   key        32 bytes, the scalar of the network's private key (EC P-256)
 *   count       1 byte, addresses that follow
 *   addresses   each 2 bytes length and that many bytes of ASCII
 *   checksum    4 bytes, the first of the SHA-256 of all before it
 * </pre>
 *
 * @param network the network's key
 * @param introducers where nodes of the network may be found
 */
record Ticket(KeyPair network, List<URI> introducers) {

  /** Fits into a command line, a chat message and a QR code for the usual handful of addresses. */
  static final int MAX_CHARS = 8 * 1024;

  private static final String PREFIX = "weft1:";
  private static final String ANY_VERSION = "weft\\d+:.*";
  private static final byte VERSION = 1;
  private static final int CHECKSUM_BYTES = 4;
  private static final int MAX_INTRODUCERS = 255;

  Ticket {
    introducers = List.copyOf(introducers);
  }

  /** A text that is no ticket; the message says why in one line. */
  static final class Invalid extends Exception {
    private static final long serialVersionUID = 1L;

    Invalid(String message) {
      super(message);
    }
  }

  /**
   * @throws IllegalArgumentException if there are too many addresses for one ticket
   */
  String text() {
    if (introducers.size() > MAX_INTRODUCERS) {
      throw new IllegalArgumentException(
          introducers.size() + " addresses in a ticket (limit " + MAX_INTRODUCERS + ")");
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(VERSION);
    out.writeBytes(EcKey.scalar(network.getPrivate()));
    out.write(introducers.size());
    for (URI introducer : introducers) {
      byte[] address = introducer.toASCIIString().getBytes(StandardCharsets.US_ASCII);
      out.write(address.length >>> 8);
      out.write(address.length);
      out.writeBytes(address);
    }
    return line(PREFIX, out.toByteArray());
  }

  /**
   * @throws Invalid if it is not the text of a ticket, whole and undamaged
   */
  static Ticket parse(String text) throws Invalid {
    byte[] bytes = content(PREFIX, text);
    if (bytes[0] != VERSION) {
      throw new Invalid("the ticket was made by a newer Weft: update this one");
    }
    try {
      return read(ByteBuffer.wrap(bytes, 1, bytes.length - 1));
    } catch (BufferUnderflowException | InvalidKeySpecException | URISyntaxException e) {
      throw new Invalid("the ticket holds no network: make a new one with `weft invite`");
    }
  }

  /** The text of a ticket of either kind. */
  static String line(String prefix, byte[] content) {
    byte[] checked = Bytes.joined(content, checksum(content, content.length));
    String text = prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(checked);
    if (text.length() > MAX_CHARS) {
      throw new IllegalArgumentException(
          "a ticket of %d characters (limit %d): its addresses are too many"
              .formatted(text.length(), MAX_CHARS));
    }
    return text;
  }

  /**
   * What is in the text of a ticket of either kind; at least one byte.
   *
   * @throws Invalid if it is not one of this kind, whole and undamaged
   */
  static byte[] content(String prefix, String line) throws Invalid {
    String text = line.strip();
    if (text.length() > MAX_CHARS) {
      throw new Invalid(
          "a text of %d characters is not a ticket (limit %d)".formatted(text.length(), MAX_CHARS));
    }
    if (!text.startsWith(prefix)) {
      throw new Invalid(
          text.matches(ANY_VERSION)
              ? "the ticket was made by a newer Weft: update this one"
              : "not a ticket: it does not begin with \"" + PREFIX + "\"");
    }
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(text.substring(prefix.length()));
    } catch (IllegalArgumentException e) {
      throw new Invalid("the ticket is damaged: it holds characters that no ticket has");
    }
    int content = bytes.length - CHECKSUM_BYTES;
    if (content < 1
        || !Arrays.equals(
            checksum(bytes, content), Arrays.copyOfRange(bytes, content, bytes.length))) {
      throw new Invalid("the ticket is damaged or cut off: copy the whole line");
    }
    return Arrays.copyOf(bytes, content);
  }

  private static Ticket read(ByteBuffer in) throws InvalidKeySpecException, URISyntaxException {
    byte[] scalar = new byte[EcKey.SCALAR_BYTES];
    in.get(scalar);
    KeyPair network = EcKey.ofScalar(new BigInteger(1, scalar));
    int count = in.get() & 0xff;
    List<URI> introducers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int length = in.getShort() & 0xffff;
      if (length > in.remaining()) {
        throw new BufferUnderflowException();
      }
      byte[] address = new byte[length];
      in.get(address);
      introducers.add(Introducers.address(new String(address, StandardCharsets.US_ASCII)));
    }
    return new Ticket(network, introducers);
  }

  private static byte[] checksum(byte[] bytes, int length) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(bytes, 0, length);
      return Arrays.copyOf(digest.digest(), CHECKSUM_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }

  /** Keeps the key out of logs. */
  @Override
  public String toString() {
    return "Ticket[" + introducers.size() + " introducers]";
  }
}
