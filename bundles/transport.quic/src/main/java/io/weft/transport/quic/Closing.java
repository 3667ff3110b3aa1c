package io.weft.transport.quic;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicConnectionCloseEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLHandshakeException;

/** How a connection ends (RFC 9000, section 10.2): what is said, and what was heard. */
final class Closing {

  /** Application error: it is no longer needed. */
  private static final int DONE = 0;

  /** Application error: the other end is not admitted, or not any more. */
  private static final int REFUSED = 1;

  /** Application error: it does not work well any more, another one would. */
  private static final int GIVEN_UP = 2;

  /** Longest reason that is told and shown (bytes). */
  private static final int MAX_REASON_BYTES = 512;

  /** Alerts of TLS have these errors behind this one (RFC 9001, section 4.8). */
  private static final int CRYPTO_ERROR = 0x100;

  private Closing() {}

  static void done(QuicChannel connection) {
    connection.close(true, DONE, Unpooled.EMPTY_BUFFER);
  }

  static void refused(QuicChannel connection, String reason) {
    close(connection, REFUSED, reason);
  }

  static void givenUp(QuicChannel connection, String reason) {
    close(connection, GIVEN_UP, reason);
  }

  /** Says why, in one line. */
  private static void close(QuicChannel connection, int error, String reason) {
    byte[] text = line(reason).getBytes(StandardCharsets.UTF_8);
    ByteBuf bytes = Unpooled.wrappedBuffer(text, 0, Math.min(text.length, MAX_REASON_BYTES));
    connection.close(true, error, bytes);
  }

  /** What the other side's close means, in the terms of links over TLS. */
  static Exception meaning(QuicConnectionCloseEvent heard) {
    if (heard.isTlsError()) {
      String alert = alert(heard.error() - CRYPTO_ERROR);
      return new SSLHandshakeException("Received fatal alert: " + alert);
    }
    String reason = reason(heard);
    if (heard.isApplicationClose() && heard.error() == REFUSED) {
      return new CertificateException("the other side does not admit this node: " + reason);
    }
    return new IOException(
        "the connection was closed by the other side (error "
            + heard.error()
            + (reason.isEmpty() ? ")" : ": " + reason + ")"));
  }

  @SuppressWarnings("CatchingNullPointerException") // Netty's accessor fails if there is none
  private static String reason(QuicConnectionCloseEvent heard) {
    try {
      return line(new String(heard.reason(), StandardCharsets.UTF_8));
    } catch (NullPointerException e) {
      return "";
    }
  }

  private static String line(String text) {
    String clean = text.replaceAll("\\p{Cntrl}", " ").strip();
    return clean.length() <= MAX_REASON_BYTES ? clean : clean.substring(0, MAX_REASON_BYTES);
  }

  /** Names of alerts that end handshakes (RFC 8446, section 6). */
  private static String alert(int number) {
    return switch (number) {
      case 40 -> "handshake_failure";
      case 42 -> "bad_certificate";
      case 43 -> "unsupported_certificate";
      case 44 -> "certificate_revoked";
      case 45 -> "certificate_expired";
      case 46 -> "certificate_unknown";
      case 48 -> "unknown_ca";
      case 49 -> "access_denied";
      case 80 -> "certificate_unknown"; // internal_error: what the engine makes of our trust's no
      case 116 -> "certificate_required";
      case 120 -> "no_application_protocol";
      default -> "alert_" + number;
    };
  }
}
