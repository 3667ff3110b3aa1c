package io.weft.identity;

import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * What lets one node in, in one line of text: {@code weft2:} and in base64url without padding
 *
 * <pre>
 *   version     1 byte, 2
 *   network    33 bytes, the point of the network's public key, compressed
 *   id          8 bytes, names the ticket
 *   secret     32 bytes
 *   expires     8 bytes, seconds since 1970
 *   count       1 byte, addresses that follow
 *   addresses   each 2 bytes length and that many bytes of ASCII, host:port of the issuer's desk
 *   checksum    4 bytes, the first of the SHA-256 of all before it
 * </pre>
 *
 * @param network the network's public key
 * @param id 16 hexadecimal digits
 * @param secret known to the issuer and whoever holds the ticket
 * @param expires by the issuer's clock
 * @param desks where it is redeemed, not resolved
 */
record OneTimeTicket(
    PublicKey network, String id, byte[] secret, Instant expires, List<InetSocketAddress> desks) {

  static final String PREFIX = "weft2:";

  private static final byte VERSION = 2;
  private static final int MAX_DESKS = 16;

  OneTimeTicket {
    desks = List.copyOf(desks);
  }

  String text() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(VERSION);
    out.writeBytes(new Applicant(network, Succession.NONE).point());
    out.writeBytes(HexFormat.of().parseHex(id));
    out.writeBytes(secret);
    out.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(expires.getEpochSecond()).array());
    List<InetSocketAddress> few = desks.subList(0, Math.min(desks.size(), MAX_DESKS));
    out.write(few.size());
    for (InetSocketAddress desk : few) {
      byte[] address = hostAndPort(desk).getBytes(StandardCharsets.US_ASCII);
      out.write(address.length >>> 8);
      out.write(address.length);
      out.writeBytes(address);
    }
    return Ticket.line(PREFIX, out.toByteArray());
  }

  /**
   * @throws Ticket.Invalid if it is not the text of such a ticket, whole and undamaged
   */
  static OneTimeTicket parse(String line) throws Ticket.Invalid {
    byte[] bytes = Ticket.content(PREFIX, line);
    if (bytes[0] != VERSION) {
      throw new Ticket.Invalid("the ticket was made by a newer Weft: update this one");
    }
    try {
      ByteBuffer in = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
      PublicKey network = EcKey.ofPoint(taken(in, EcKey.POINT_BYTES));
      String id = HexFormat.of().formatHex(taken(in, TicketBook.ID_BYTES));
      byte[] secret = taken(in, TicketBook.SECRET_BYTES);
      Instant expires = Instant.ofEpochSecond(in.getLong());
      int count = in.get() & 0xff;
      List<InetSocketAddress> desks = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int length = in.getShort() & 0xffff;
        if (length > in.remaining()) {
          throw new BufferUnderflowException();
        }
        desks.add(address(new String(taken(in, length), StandardCharsets.US_ASCII)));
      }
      if (desks.isEmpty()) {
        throw new Ticket.Invalid("the ticket says nowhere where it is redeemed: make a new one");
      }
      return new OneTimeTicket(network, id, secret, expires, desks);
    } catch (BufferUnderflowException
        | CertificateException
        | DateTimeException
        | URISyntaxException e) {
      throw new Ticket.Invalid(
          "the ticket holds no network: make a new one with `weft invite --once`");
    }
  }

  static String hostAndPort(InetSocketAddress address) {
    String host = address.getHostString();
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  private static InetSocketAddress address(String text) throws URISyntaxException {
    URI uri = new URI("desk://" + text);
    if (uri.getHost() == null || uri.getPort() < 1 || uri.getPort() > 0xffff) {
      throw new URISyntaxException(text, "no host and port");
    }
    return InetSocketAddress.createUnresolved(bare(uri.getHost()), uri.getPort());
  }

  /** A host as sockets take it: an IPv6 address without brackets. */
  static String bare(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static byte[] taken(ByteBuffer in, int length) {
    byte[] taken = new byte[length];
    in.get(taken);
    return taken;
  }

  /** Keeps the secret out of logs. */
  @Override
  public String toString() {
    return "OneTimeTicket[" + id + "]";
  }
}
