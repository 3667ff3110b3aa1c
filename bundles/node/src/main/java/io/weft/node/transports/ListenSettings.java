package io.weft.node.transports;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where to listen.
 *
 * @param bind the host to listen on
 * @param port 0 for any free one
 * @param listen addresses that were given; those of a transport's schemes replace its default
 * @param bulk addresses for what is large alone, beside these
 * @param data the node's folder
 */
public record ListenSettings(String bind, int port, List<URI> listen, List<URI> bulk, Path data) {

  public ListenSettings {
    listen = List.copyOf(listen);
    bulk = List.copyOf(bulk);
  }

  /**
   * One place to listen at.
   *
   * @param bulk whether others are told of it for what is large alone
   */
  record Place(URI address, boolean bulk) {

    /** What keeps its port when that may be any free one. */
    String key() {
      return address.getScheme() + "://" + address.getHost() + (bulk ? " bulk" : "");
    }

    @Override
    public String toString() {
      return address + (bulk ? " for what is large" : "");
    }
  }

  /** The places for a transport with these schemes. */
  List<Place> places(List<String> schemes, String template) {
    List<Place> all = new ArrayList<>();
    addresses(schemes, template).forEach(address -> all.add(new Place(address, false)));
    of(schemes, bulk).forEach(address -> all.add(new Place(address, true)));
    return all;
  }

  private static List<URI> of(List<String> schemes, List<URI> given) {
    return given.stream().filter(address -> schemes.contains(address.getScheme())).toList();
  }

  private List<URI> addresses(List<String> schemes, String template) {
    List<URI> given = of(schemes, listen);
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
