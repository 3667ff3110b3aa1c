package io.weft.discovery.registry;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;

/** Where registry files are. */
sealed interface Location {

  /** A file or a directory, by its absolute path. */
  record OnDisk(Path path) implements Location {}

  /** A file at a URL of HTTP or HTTPS. */
  record OnTheWeb(URI url) implements Location {}

  /**
   * A location as people write it.
   *
   * @throws IllegalArgumentException if it can never be one; for people
   */
  static Location parse(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    try {
      if (lower.startsWith("http://") || lower.startsWith("https://")) {
        return new OnTheWeb(url(text));
      }
      if (lower.startsWith("file:")) {
        return new OnDisk(Path.of(new URI(text)).toAbsolutePath().normalize());
      }
      if (lower.matches("[a-z][a-z0-9+.-]+://.*")) {
        throw new IllegalArgumentException(
            Shown.text(text)
                + " is no place of registry files: a path or a URL of http or https is expected");
      }
      return new OnDisk(Path.of(text).toAbsolutePath().normalize());
    } catch (URISyntaxException | InvalidPathException e) {
      throw new IllegalArgumentException(
          Shown.text(text)
              + " is neither a path nor a URL: "
              + Shown.reason(String.valueOf(e.getMessage())),
          e);
    }
  }

  private static URI url(String text) throws URISyntaxException {
    URI url = new URI(text);
    if (url.getHost() == null || url.getPort() > 65_535) {
      throw new IllegalArgumentException(Shown.text(text) + " names no host that could be asked");
    }
    if (url.getRawUserInfo() != null) {
      // Not shown: it would be in logs.
      throw new IllegalArgumentException(
          "the URL of host "
              + Shown.text(url.getHost())
              + " has a user or password in it: logging in is not supported");
    }
    return url;
  }
}
