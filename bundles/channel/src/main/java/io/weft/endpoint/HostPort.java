package io.weft.endpoint;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An address of a transport over IP: {@code scheme://host:port}, an IPv6 literal in brackets (RFC
 * 3986, section 3.2.2), its zone after {@code %} or {@code %25} (RFC 6874).
 *
 * @param scheme of the transport, in lower case
 * @param host a name or a literal address, without brackets
 * @param port 0 to 65535
 */
public record HostPort(String scheme, String host, int port) {

  private static final Pattern AUTHORITY =
      Pattern.compile("(?:\\[([0-9a-fA-F:.]+(?:%[^\\]]+)?)\\]|([^\\[\\]:@/]+)):(\\d{1,5})");
  private static final int MAX_PORT = 65_535;

  /** Of an IPv6 address. */
  private static final int GROUPS = 8;

  /**
   * Reads an address of this scheme.
   *
   * @throws IllegalArgumentException if the address has another form; the message shows the form
   */
  public static HostPort of(String scheme, URI address) {
    String authority = address.getRawAuthority();
    boolean bare =
        (address.getRawPath() == null || address.getRawPath().isEmpty())
            && address.getRawQuery() == null
            && address.getRawFragment() == null;
    if (!scheme.equalsIgnoreCase(address.getScheme()) || authority == null || !bare) {
      throw malformed(scheme, address);
    }
    Matcher parts = AUTHORITY.matcher(authority);
    if (!parts.matches() || Integer.parseInt(parts.group(3)) > MAX_PORT) {
      throw malformed(scheme, address);
    }
    String host = parts.group(1) != null ? parts.group(1).replace("%25", "%") : parts.group(2);
    return new HostPort(scheme, host, Integer.parseInt(parts.group(3)));
  }

  /** The addresses behind the name, at least one. Asks the system, which may take its time. */
  public List<InetAddress> resolve() throws IOException {
    try {
      return List.of(InetAddress.getAllByName(host));
    } catch (UnknownHostException e) {
      throw new IOException("cannot reach " + this + ": unknown host " + host, e);
    }
  }

  /** The addresses behind the name that can be dialled from this one, at least one. */
  public List<InetAddress> resolve(Optional<InetAddress> from) throws IOException {
    List<InetAddress> found = new ArrayList<>(resolve());
    if (from.isPresent()) {
      found.removeIf(candidate -> !candidate.getClass().equals(from.get().getClass()));
      if (found.isEmpty()) {
        String at = from.get().getHostAddress();
        throw new IOException(
            "cannot reach " + this + " from " + at + ": one is IPv4, the other IPv6");
      }
    }
    return found;
  }

  /**
   * Where to dial, at least one place: see {@link #resolve(Optional)}.
   *
   * @throws IllegalArgumentException if the port is 0
   */
  public List<InetSocketAddress> places(Optional<InetAddress> from) throws IOException {
    if (port == 0) {
      throw new IllegalArgumentException("nobody can be dialled at port 0: " + this);
    }
    return resolve(from).stream().map(found -> new InetSocketAddress(found, port)).toList();
  }

  @Override
  public String toString() {
    return scheme + "://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  /** The address of a socket. */
  public static URI uri(String scheme, SocketAddress address) {
    InetSocketAddress socket = (InetSocketAddress) address;
    return URI.create(scheme + "://" + literal(socket.getAddress()) + ":" + socket.getPort());
  }

  private static String literal(InetAddress address) {
    String text = address.getHostAddress();
    if (!(address instanceof Inet6Address six)) {
      return text;
    }
    int zoneAt = text.indexOf('%');
    text = shortened(zoneAt < 0 ? text : text.substring(0, zoneAt));
    NetworkInterface zone = six.getScopedInterface();
    if (zone != null) {
      text += "%" + zone.getName();
    } else if (six.getScopeId() != 0) {
      text += "%" + six.getScopeId();
    }
    return "[" + text + "]";
  }

  /** The longest run of groups that are zero becomes {@code ::} (RFC 5952, section 4.2). */
  private static String shortened(String groups) {
    for (int zeros = GROUPS; zeros > 1; zeros--) {
      Matcher run = Pattern.compile("(?:^|:)0(?::0){" + (zeros - 1) + "}(?:$|:)").matcher(groups);
      if (run.find()) {
        return run.replaceFirst("::");
      }
    }
    return groups;
  }

  private static IllegalArgumentException malformed(String scheme, URI address) {
    return new IllegalArgumentException(
        "not an address of the transport "
            + scheme
            + ": "
            + address
            + (" (SCHEME://host:port is expected, as in SCHEME://10.0.0.7:7001 or"
                    + " SCHEME://[fe80::1]:7001)")
                .replace("SCHEME", scheme));
  }
}
