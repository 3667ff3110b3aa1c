package io.weft.discovery.bootstrap;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Addresses from the settings, or else those that are shipped. */
final class KnownAddresses {

  /** Addresses of one list: more than a site has bootstrap nodes, few enough to dial all. */
  static final int MAX = 64;

  /** In place of an address: not even those that are shipped. */
  static final String NONE = "none";

  private static final String SHIPPED = "addresses.txt";

  private KnownAddresses() {}

  /**
   * @throws IllegalArgumentException if one is no address of a node; the message names it
   */
  static List<URI> of(String... setting) {
    List<String> lines =
        Stream.of(setting)
            .flatMap(each -> Stream.of(each.split(",", -1)))
            .map(String::strip)
            .filter(each -> !each.isEmpty())
            .toList();
    if (lines.isEmpty()) {
      return read(shipped());
    }
    return read(lines.stream().filter(each -> !each.equals(NONE)).toList());
  }

  private static List<URI> read(List<String> lines) {
    List<URI> addresses = lines.stream().map(KnownAddresses::address).distinct().toList();
    if (addresses.size() > MAX) {
      throw new IllegalArgumentException(
          "addresses of io.weft.discovery.bootstrap are %d (limit %d)"
              .formatted(addresses.size(), MAX));
    }
    return addresses;
  }

  private static URI address(String text) {
    try {
      URI address = URI.create(text);
      boolean somewhere =
          address.getHost() == null
              ? address.getRawAuthority() == null && address.getPath() != null
              : address.getPort() > 0;
      if (address.getScheme() != null && somewhere) {
        return address;
      }
    } catch (IllegalArgumentException e) {
      throw refused(text, e);
    }
    throw refused(text, null);
  }

  private static IllegalArgumentException refused(String text, @Nullable Throwable cause) {
    return new IllegalArgumentException(
        "addresses of io.weft.discovery.bootstrap has \""
            + text
            + "\" (an address such as tcp://bootstrap.example.org:7001 is expected)",
        cause);
  }

  private static List<String> shipped() {
    List<String> lines = new ArrayList<>();
    try (InputStream in = KnownAddresses.class.getResourceAsStream(SHIPPED)) {
      if (in == null) {
        return lines;
      }
      BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        String address = line.strip();
        if (!address.isEmpty() && !address.startsWith("#")) {
          lines.add(address);
        }
      }
      return lines;
    } catch (IOException e) {
      throw new UncheckedIOException("the list of addresses in this bundle cannot be read", e);
    }
  }
}
