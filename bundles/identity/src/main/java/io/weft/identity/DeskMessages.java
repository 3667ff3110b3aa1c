package io.weft.identity;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * What is said at an issuer's desk, inside TLS; each message has two bytes of length before it.
 *
 * <pre>
 *   challenge    version (1 byte, 1), nonce (32)                               from the issuer
 *   application  version, ticket id (8), secret (32), {@link Applicant}, signature (to the end)
 *   answer       version, 0, certificate (2 bytes length), number of addresses (1),
 *                addresses (2 bytes length each)
 *   refusal      version, reason (1, not 0), text in UTF-8 (to the end)
 * </pre>
 */
final class DeskMessages {

  static final int NONCE_BYTES = 32;

  /** An application with sixteen keys before has 1.8 KiB. */
  static final int MAX_APPLICATION_BYTES = 4 * 1024;

  /** A certificate of 2 KiB and addresses. */
  static final int MAX_ANSWER_BYTES = 16 * 1024;

  private static final byte VERSION = 1;
  private static final byte GRANTED = 0;
  private static final int MAX_REFUSAL_CHARS = 1000;
  private static final byte[] DOMAIN = "weft.v1.Desk\0".getBytes(StandardCharsets.US_ASCII);

  private DeskMessages() {}

  /** A message that cannot be read; the text says why. */
  static final class Malformed extends IOException {
    private static final long serialVersionUID = 1L;

    Malformed(String message) {
      super(message);
    }
  }

  /** What a newcomer says. */
  record Application(String ticket, byte[] secret, Applicant applicant, byte[] proof) {}

  static void write(DataOutputStream out, byte[] message) throws IOException {
    out.writeShort(message.length);
    out.write(message);
    out.flush();
  }

  static byte[] read(DataInputStream in, int limit) throws IOException {
    int length = in.readUnsignedShort();
    if (length > limit) {
      throw new Malformed("a message of %d bytes (limit %d)".formatted(length, limit));
    }
    byte[] message = new byte[length];
    in.readFully(message);
    return message;
  }

  static byte[] challenge(byte[] nonce) {
    return Bytes.joined(new byte[] {VERSION}, nonce);
  }

  static byte[] nonce(byte[] challenge) throws Malformed {
    if (challenge.length != 1 + NONCE_BYTES || challenge[0] != VERSION) {
      throw new Malformed("whoever listens there is no desk of an issuer of this version");
    }
    return Arrays.copyOfRange(challenge, 1, challenge.length);
  }

  /** What the newcomer signs, so that it proves its key for this ticket, here and now. */
  static byte[] signed(byte[] nonce, String ticket, Applicant applicant) {
    return Bytes.joined(DOMAIN, nonce, HexFormat.of().parseHex(ticket), applicant.bytes());
  }

  static byte[] application(Application application) {
    return Bytes.joined(
        new byte[] {VERSION},
        HexFormat.of().parseHex(application.ticket),
        application.secret,
        application.applicant.bytes(),
        application.proof);
  }

  static Application application(byte[] message) throws Malformed {
    try {
      ByteBuffer in = opened(message);
      byte[] id = new byte[TicketBook.ID_BYTES];
      in.get(id);
      byte[] secret = new byte[TicketBook.SECRET_BYTES];
      in.get(secret);
      Applicant applicant = Applicant.read(in);
      byte[] proof = new byte[in.remaining()];
      in.get(proof);
      return new Application(HexFormat.of().formatHex(id), secret, applicant, proof);
    } catch (BufferUnderflowException e) {
      throw new Malformed("an application that is cut off");
    } catch (CertificateException e) {
      throw new Malformed("an application with no usable key: " + e.getMessage());
    }
  }

  static byte[] granted(Issuer.Redeemed redeemed) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(VERSION);
    out.write(GRANTED);
    block(out, Certificates.bytes(redeemed.certificate()));
    List<URI> few =
        redeemed.introducers().subList(0, Math.min(redeemed.introducers().size(), Introducers.MAX));
    out.write(few.size());
    few.forEach(uri -> block(out, uri.toASCIIString().getBytes(StandardCharsets.US_ASCII)));
    return out.toByteArray();
  }

  static byte[] refused(Refusal refusal) {
    return Bytes.joined(
        new byte[] {VERSION, refusal.reason().wire()},
        refusal.words().getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The issuer's answer.
   *
   * @throws Refusal if it is a no
   */
  static Issuer.Redeemed answer(byte[] message) throws Malformed, Refusal {
    try {
      ByteBuffer in = opened(message);
      byte kind = in.get();
      if (kind != GRANTED) {
        throw refusal(kind, new String(rest(in), StandardCharsets.UTF_8));
      }
      X509Certificate certificate = certificate(block(in));
      List<URI> introducers = new ArrayList<>();
      int count = in.get() & 0xff;
      for (int i = 0; i < Math.min(count, Introducers.MAX); i++) {
        introducers.add(Introducers.address(new String(block(in), StandardCharsets.US_ASCII)));
      }
      return new Issuer.Redeemed(certificate, introducers);
    } catch (BufferUnderflowException | CertificateException | URISyntaxException e) {
      throw new Malformed("an answer that cannot be read: " + e.getMessage());
    }
  }

  /** Exactly one certificate, DER. */
  static X509Certificate certificate(byte[] der) throws CertificateException {
    X509Certificate certificate =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(der));
    if (!Arrays.equals(der, certificate.getEncoded())) {
      throw new CertificateException("more than a certificate");
    }
    return certificate;
  }

  private static Refusal refusal(byte kind, String text) {
    // It is printed on a terminal.
    String plain = text.replaceAll("\\p{Cntrl}", " ").strip();
    return new Refusal(
        Refusal.Reason.of(kind), plain.substring(0, Math.min(plain.length(), MAX_REFUSAL_CHARS)));
  }

  private static ByteBuffer opened(byte[] message) throws Malformed {
    if (message.length == 0 || message[0] != VERSION) {
      throw new Malformed("a message of another version (this is " + VERSION + ")");
    }
    return ByteBuffer.wrap(message, 1, message.length - 1);
  }

  private static void block(ByteArrayOutputStream out, byte[] bytes) {
    out.write(bytes.length >>> 8);
    out.write(bytes.length);
    out.writeBytes(bytes);
  }

  private static byte[] block(ByteBuffer in) {
    int length = in.getShort() & 0xffff;
    if (length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] block = new byte[length];
    in.get(block);
    return block;
  }

  private static byte[] rest(ByteBuffer in) {
    byte[] rest = new byte[in.remaining()];
    in.get(rest);
    return rest;
  }
}
