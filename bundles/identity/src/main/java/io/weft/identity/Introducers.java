package io.weft.identity;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The addresses that came with a ticket, in a file with one URI a line. */
final class Introducers {

  /** One that no longer answers costs a dial now and then; more than this help nobody. */
  static final int MAX = 64;

  private Introducers() {}

  static Path file(Path config) {
    return config.resolve("introducers");
  }

  /**
   * @throws IdentityException if a line is not an address; the message names the line
   */
  static List<URI> read(Path config) {
    Path file = file(config);
    if (!Files.exists(file)) {
      return List.of();
    }
    List<URI> addresses = new ArrayList<>();
    int number = 0;
    for (String line :
        SecretFile.read(file, SecretFile.Readers.EVERYONE).lines().map(String::strip).toList()) {
      number++;
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      try {
        addresses.add(address(line));
      } catch (URISyntaxException e) {
        throw new IdentityException(
            "line %d of %s is not an address such as tcp://10.0.0.7:7001: %s"
                .formatted(number, file, e.getMessage()),
            e);
      }
    }
    return addresses.size() > MAX ? addresses.subList(0, MAX) : addresses;
  }

  static void write(Path config, List<URI> addresses) {
    StringBuilder text = new StringBuilder();
    addresses.stream().limit(MAX).forEach(a -> text.append(a.toASCIIString()).append('\n'));
    SecretFile.replace(file(config), text.toString());
  }

  static URI address(String text) throws URISyntaxException {
    URI address = new URI(text);
    if (!address.isAbsolute()) {
      throw new URISyntaxException(text, "it has no scheme");
    }
    return address;
  }
}
