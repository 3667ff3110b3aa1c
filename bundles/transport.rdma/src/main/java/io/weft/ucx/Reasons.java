package io.weft.ucx;

import java.security.cert.CertificateException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/**
 * What a failure means, in words for people. The reason for a refusal of ours is taken from the
 * trust manager, and the other side's from the alert's name (RFC 8446, section 6.2).
 */
final class Reasons {

  private static final Pattern ALERT = Pattern.compile("Received fatal alert: (\\w+)");

  private Reasons() {}

  /** The reason, if the failure says that one side does not admit the other. */
  static Optional<String> refusal(Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof CertificateException) {
        return Optional.of(text(at));
      }
    }
    for (Throwable at = failure; at != null; at = at.getCause()) {
      String message = String.valueOf(at.getMessage());
      Matcher alert = ALERT.matcher(message);
      if (at instanceof SSLException && alert.find()) {
        String name = alert.group(1).toLowerCase(Locale.ROOT).replace('_', ' ');
        return Optional.of("the other side does not admit this node (" + name + ")");
      }
      if (at instanceof SSLException && message.contains("Empty client certificate chain")) {
        return Optional.of("the other side showed no certificate");
      }
    }
    return Optional.empty();
  }

  /** The innermost cause, as one line. */
  static String root(Throwable failure) {
    Throwable at = failure;
    while (at.getCause() != null) {
      at = at.getCause();
    }
    return text(at);
  }

  private static String text(Throwable failure) {
    String message = failure.getMessage();
    return message == null || message.isBlank() ? failure.getClass().getSimpleName() : message;
  }
}
