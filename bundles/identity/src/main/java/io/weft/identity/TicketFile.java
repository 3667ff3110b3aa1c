package io.weft.identity;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** One ticket of an issuer in a file, a line for each thing that is known of it. */
final class TicketFile {
  private static final Pattern ID = Pattern.compile("[0-9a-f]{16}");
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern KEY = Pattern.compile("[0-9a-f]{66}");

  private TicketFile() {}

  static void write(Path file, TicketBook.Entry entry) {
    StringBuilder text = new StringBuilder();
    line(text, "id", entry.id());
    line(text, "secret-sha256", entry.secretHash());
    line(text, "expires", entry.expires().toString());
    entry.introducers().forEach(uri -> line(text, "introducer", uri.toASCIIString()));
    entry.redeemer().ifPresent(key -> line(text, "redeemed-by", key));
    entry.redeemed().ifPresent(at -> line(text, "redeemed-at", at.toString()));
    if (entry.withdrawn()) {
      line(text, "withdrawn", "true");
    }
    SecretFile.replace(file, text.toString());
  }

  /**
   * @throws IdentityException if it is damaged
   */
  static TicketBook.Entry read(Path file) {
    String id = "";
    String hash = "";
    Instant expires = Instant.MIN;
    List<URI> introducers = new ArrayList<>();
    Optional<String> redeemer = Optional.empty();
    Optional<Instant> redeemed = Optional.empty();
    boolean withdrawn = false;
    try {
      for (String line : SecretFile.read(file, SecretFile.Readers.OWNER).lines().toList()) {
        int colon = line.indexOf(": ");
        String value = colon < 0 ? "" : line.substring(colon + 2);
        switch (colon < 0 ? line : line.substring(0, colon)) {
          case "id" -> id = formed(ID, value);
          case "secret-sha256" -> hash = formed(HASH, value);
          case "expires" -> expires = Instant.parse(value);
          case "introducer" -> introducers.add(Introducers.address(value));
          case "redeemed-by" -> redeemer = Optional.of(formed(KEY, value));
          case "redeemed-at" -> redeemed = Optional.of(Instant.parse(value));
          case "withdrawn" -> withdrawn = true;
          default -> throw new IllegalArgumentException("a line \"" + line + "\"");
        }
      }
      if (id.isEmpty() || hash.isEmpty() || expires.equals(Instant.MIN)) {
        throw new IllegalArgumentException("a line is missing");
      }
    } catch (IllegalArgumentException | DateTimeException | URISyntaxException e) {
      throw new IdentityException(file + " is damaged: " + e.getMessage(), e);
    }
    return new TicketBook.Entry(
        id, hash, expires, List.copyOf(introducers), redeemer, redeemed, withdrawn);
  }

  private static void line(StringBuilder text, String key, String value) {
    text.append(key).append(": ").append(value).append('\n');
  }

  private static String formed(Pattern form, String value) {
    if (!form.matcher(value).matches()) {
      throw new IllegalArgumentException("\"" + value + "\"");
    }
    return value;
  }
}
