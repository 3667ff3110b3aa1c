package io.weft.launcher;

import io.weft.launcher.settings.Assignment;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What {@code --join} may be given.
 *
 * @param kind what it is
 * @param text as the node is told: a path is absolute
 */
record Joining(Kind kind, String text) {

  /** Whether something is a ticket, and if not, who reads it. */
  enum Kind {
    TICKET,
    REGISTRY,
    ADDRESS
  }

  /**
   * Of any version; {@code -}: read from standard input. Whether it is a good one is said later.
   */
  private static final Pattern TICKET = Pattern.compile("weft[0-9]+:.*|-");

  private static final Pattern HOST_AND_PORT =
      Pattern.compile("(\\[[0-9A-Fa-f:.%a-z]+]|[A-Za-z0-9._-]+):[0-9]{1,5}");

  /** Characters of what was given that are shown: a mistyped ticket is a secret still. */
  private static final int SHOWN = 24;

  /**
   * @throws Refusal if it is none of them
   */
  static Joining of(String given) {
    String text = given.strip();
    if (TICKET.matcher(text).matches()) {
      return new Joining(Kind.TICKET, text);
    }
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.startsWith("http://") || lower.startsWith("https://")) {
      return new Joining(Kind.REGISTRY, text);
    }
    Optional<Path> path = path(text);
    if (path.filter(Files::exists).isPresent()) {
      return new Joining(Kind.REGISTRY, path.get().toString());
    }
    if (HOST_AND_PORT.matcher(text).matches()) {
      return new Joining(Kind.ADDRESS, "tcp://" + text);
    }
    if (isAddress(text)) {
      return new Joining(Kind.ADDRESS, text);
    }
    String shown = text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
    throw new Refusal(
        "--join \""
            + shown
            + "\" is no ticket (weft1:…, weft invite prints one), no file or directory that is"
            + " there, no URL of http or https, and no address such as tcp://HOST:PORT");
  }

  boolean ticket() {
    return kind == Kind.TICKET;
  }

  /** What it sets. */
  Assignment assignment() {
    return kind == Kind.REGISTRY
        ? Assignment.adding("io.weft.discovery.registry", "locations", text, "--join")
        : Assignment.adding("io.weft.discovery.bootstrap", "addresses", text, "--join");
  }

  private static Optional<Path> path(String text) {
    try {
      return text.isEmpty()
          ? Optional.empty()
          : Optional.of(Path.of(text).toAbsolutePath().normalize());
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static boolean isAddress(String text) {
    try {
      URI uri = new URI(text);
      boolean somewhere =
          uri.getHost() != null || (uri.getPath() != null && !uri.getPath().isEmpty());
      return uri.isAbsolute() && !uri.isOpaque() && somewhere && !"file".equals(uri.getScheme());
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
