package io.weft.discovery.registry;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;

/** Addresses as people and other tools write them. */
final class Addresses {

  /** Of one entry: as many as a node's own record may have. */
  static final int MAX_COUNT = 64;

  /** Characters: as many as in a node's own record. */
  static final int MAX_LENGTH = 256;

  /** {@code host:port}, {@code 10.0.0.7:7001}, {@code [::1]:7001}. */
  private static final Pattern HOST_AND_PORT =
      Pattern.compile("(\\[[0-9A-Fa-f:.%a-z]+]|[A-Za-z0-9._-]+):[0-9]{1,5}");

  private Addresses() {}

  /**
   * An address; {@code host:port} is {@code tcp://host:port}.
   *
   * @throws IllegalArgumentException if it is none; for people
   */
  static URI parse(String text) {
    if (text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "an address of " + text.length() + " characters (limit " + MAX_LENGTH + ")");
    }
    try {
      URI address = new URI(HOST_AND_PORT.matcher(text).matches() ? "tcp://" + text : text);
      boolean somewhere = address.getHost() != null || !isEmpty(address.getPath());
      if (!address.isAbsolute() || address.isOpaque() || !somewhere) {
        throw new IllegalArgumentException(
            Shown.text(text) + " is no address: tcp://HOST:PORT or HOST:PORT is expected");
      }
      if (address.getPort() > 65_535) {
        throw new IllegalArgumentException(
            Shown.text(text) + " has the port " + address.getPort() + " (limit 65535)");
      }
      return address;
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(
          Shown.text(text) + " is no address: " + Shown.reason(e.getReason()));
    }
  }

  private static boolean isEmpty(@org.jspecify.annotations.Nullable String text) {
    return text == null || text.isEmpty();
  }
}
