package io.weft.node.transports;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;

/**
 * Where to listen.
 *
 * @param bind the host to listen on
 * @param port 0 for any free one
 * @param listen addresses that were given; those of a transport's schemes replace its default
 * @param data the node's folder
 */
public record ListenSettings(String bind, int port, List<URI> listen, Path data) {

  public ListenSettings {
    listen = List.copyOf(listen);
  }

  /** The addresses for a transport with these schemes. */
  List<URI> addresses(List<String> schemes, String template) {
    List<URI> given =
        listen.stream().filter(address -> schemes.contains(address.getScheme())).toList();
    if (!given.isEmpty()) {
      return given;
    }
    String host = bind.contains(":") ? "[" + bind + "]" : bind;
    return List.of(
        URI.create(
            template
                .replace("{bind}", host)
                .replace("{port}", Integer.toString(port))
                .replace("{data}", data.toUri().getRawPath().replaceAll("/$", ""))));
  }

  /** The same address with another port. */
  public static URI withPort(URI address, int port) {
    return with(address, address.getHost(), port);
  }

  /** The same address with another host. */
  public static URI withHost(URI address, String host) {
    return with(address, host, address.getPort());
  }

  private static URI with(URI address, String host, int port) {
    try {
      return new URI(address.getScheme(), null, host, port, address.getPath(), null, null);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("no address: " + address, e);
    }
  }
}
