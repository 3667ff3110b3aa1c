package io.weft.node.mesh;

import io.weft.node.transports.ListenSettings;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** Where to listen, as the settings say it. */
final class Listening {

  /** Where large things come in, if the setting says no port. */
  static final int BULK_PORT = 7879;

  private static final int MAX_PORT = 65_535;

  /** Addresses for these, all of which a record carries: one of each transport or interface. */
  private static final int MAX_BULK = 8;

  private Listening() {}

  /**
   * @throws IllegalArgumentException if one is no address
   */
  static List<URI> at(String... texts) {
    return addresses("listen", "tcp://0.0.0.0:7001", texts);
  }

  /**
   * @param others where it listens for everything
   * @throws IllegalArgumentException if there are too many, or one is no address of a host, or one
   *     of the others
   */
  static List<URI> forBulk(String[] texts, List<URI> others) {
    String example = "tcp://0.0.0.0:" + BULK_PORT;
    List<URI> all = new ArrayList<>();
    for (URI given : addresses("bulk_listen", example, texts)) {
      if (given.getHost() == null || given.getPort() > MAX_PORT) {
        String why = "a host is expected, and a port of 0 to " + MAX_PORT + " or none";
        throw refused("bulk_listen", given.toString(), example, why);
      }
      if (given.getRawQuery() != null || given.getRawFragment() != null) {
        String why = "nothing is expected after the port";
        throw refused("bulk_listen", given.toString(), example, why);
      }
      URI address = given.getPort() < 0 ? ListenSettings.withPort(given, BULK_PORT) : given;
      if (address.getPort() > 0 && others.contains(address)) {
        throw new IllegalArgumentException(
            "bulk_listen is \"" + address + "\", which is in listen, too: choose another port");
      }
      all.add(address);
    }
    if (all.size() > MAX_BULK) {
      throw new IllegalArgumentException(
          "bulk_listen has " + all.size() + " addresses (at most " + MAX_BULK + ")");
    }
    return all;
  }

  private static List<URI> addresses(String key, String example, String... texts) {
    List<URI> all = new ArrayList<>();
    for (String text : texts) {
      for (String one : text.split(",")) {
        if (!one.isBlank()) {
          all.add(address(key, example, one.strip()));
        }
      }
    }
    return all;
  }

  private static URI address(String key, String example, String text) {
    URI address;
    try {
      address = URI.create(text);
    } catch (IllegalArgumentException e) {
      throw refused(key, text, example, String.valueOf(e.getMessage()));
    }
    if (address.getScheme() == null) {
      throw refused(key, text, example, "it has no scheme");
    }
    return address;
  }

  private static IllegalArgumentException refused(
      String key, String text, String example, String why) {
    return new IllegalArgumentException(
        key + " is \"" + text + "\": no address, such as " + example + " (" + why + ")");
  }
}
