package io.weft.endpoint;

import io.weft.transport.LinkRefusedException;
import java.io.IOException;
import java.net.URI;
import java.security.cert.CertificateException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * What a failure means, in words for people. The engines word their alerts differently, so the
 * reason for a refusal of ours is taken from the trust manager, and the other side's from the
 * alert's name (RFC 8446, section 6.2).
 */
public final class Reasons {

  private static final Pattern JDK_ALERT = Pattern.compile("Received fatal alert: (\\w+)");
  private static final Pattern BORINGSSL_ALERT = Pattern.compile(":(?:SSLV3|TLSV1)_ALERT_(\\w+)");

  private Reasons() {}

  /** The reason, if the failure says that one side does not admit the other. */
  public static Optional<String> refusal(Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof CertificateException) {
        return Optional.of(text(at));
      }
    }
    Optional<String> alert = alert(failure);
    if (alert.isPresent()) {
      return Optional.of("the other side does not admit this node (" + alert.get() + ")");
    }
    return withoutCertificate(failure)
        ? Optional.of("the other side showed no certificate")
        : Optional.empty();
  }

  /** Why an open link is gone. A refusal can come late, but not after a frame. */
  public static IOException lost(URI remote, Throwable cause, boolean anyFrame) {
    Optional<String> refusal = anyFrame ? Optional.empty() : refusal(cause);
    return refusal.isPresent()
        ? new LinkRefusedException(remote + " refused the link: " + refusal.get())
        : new IOException("the link to " + remote + " was lost: " + root(cause), cause);
  }

  /** Why an open link has ended that nobody here closed. */
  public static IOException ended(URI remote, boolean withGoodbye) {
    return new IOException(
        withGoodbye
            ? remote + " closed the link"
            : "the link to " + remote + " was lost: it ended without a goodbye");
  }

  /** The name of the alert with which the other side ended TLS. */
  public static Optional<String> alert(Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof SSLException && at.getMessage() != null) {
        Matcher jdk = JDK_ALERT.matcher(at.getMessage());
        Matcher boring = BORINGSSL_ALERT.matcher(at.getMessage());
        if (jdk.find()) {
          return Optional.of(words(jdk.group(1)));
        }
        if (boring.find()) {
          return Optional.of(words(boring.group(1)));
        }
      }
    }
    return Optional.empty();
  }

  /** The innermost cause, as one line. */
  public static String root(@Nullable Throwable failure) {
    if (failure == null) {
      return "unknown";
    }
    Throwable at = failure;
    while (at.getCause() != null) {
      at = at.getCause();
    }
    return text(at);
  }

  private static boolean withoutCertificate(Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      String message = String.valueOf(at.getMessage());
      if (at instanceof SSLException
          && (message.contains("Empty client certificate chain")
              || message.contains("PEER_DID_NOT_RETURN_A_CERTIFICATE"))) {
        return true;
      }
    }
    return false;
  }

  private static String words(String alert) {
    return alert.toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static String text(Throwable failure) {
    String message = failure.getMessage();
    return message == null || message.isBlank() ? failure.getClass().getSimpleName() : message;
  }
}
