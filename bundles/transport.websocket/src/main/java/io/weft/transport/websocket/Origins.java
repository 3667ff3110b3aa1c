package io.weft.transport.websocket;

import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * The pages that may make links: browsers say with each request which site a page is of (RFC 6454,
 * section 7), so that no site that somebody merely visits can try the nodes around it.
 *
 * @param allowed besides pages of this machine, in lower case, such as {@code
 *     https://stage.example}
 */
record Origins(Set<String> allowed) {

  static final Origins OF_THIS_MACHINE = new Origins(Set.of());

  Origins {
    allowed = Set.copyOf(allowed);
  }

  /**
   * Reads the setting.
   *
   * @throws IllegalArgumentException if one is no origin; the message says what one is
   */
  static Origins of(String[] texts) {
    Set<String> allowed = new TreeSet<>();
    for (String text : texts) {
      String origin = text.strip().toLowerCase(Locale.ROOT);
      if (!origin.isEmpty() && !origin.matches("https?://[^/?#@\\s*]+")) {
        throw new IllegalArgumentException(
            "allowed_origins of "
                + WebSocketComponent.PID
                + " names \""
                + text
                + "\"; an origin is scheme, host and port, such as https://stage.example:8443");
      }
      if (!origin.isEmpty()) {
        allowed.add(origin);
      }
    }
    return new Origins(allowed);
  }

  /** Whether a page of this origin may make a link. */
  boolean allow(String origin) {
    String asked = origin.toLowerCase(Locale.ROOT);
    return allowed.contains(asked) || isOfThisMachine(asked);
  }

  /** By its name only: a page whose site's name leads here by a trick keeps that site's name. */
  private static boolean isOfThisMachine(String origin) {
    try {
      URI uri = URI.create(origin);
      String host = uri.getHost();
      boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      return web
          && host != null
          && (host.equals("localhost")
              || host.equals("[::1]")
              || host.matches("127(\\.\\d{1,3}){3}"));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
