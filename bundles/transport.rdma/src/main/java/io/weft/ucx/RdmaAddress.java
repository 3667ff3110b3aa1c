package io.weft.ucx;

import io.weft.transport.rdma.RdmaTransport;
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
 * An address of this transport: {@code rdma://host:port}, where the control connection is made; an
 * IPv6 literal in brackets (RFC 3986, section 3.2.2), its zone after {@code %} or {@code %25} (RFC
 * 6874).
 *
 * @param host a name or a literal address, without brackets
 * @param port 0 to 65535
 */
record RdmaAddress(String host, int port) {

  private static final String SCHEME = RdmaTransport.SCHEME;

  private static final Pattern AUTHORITY =
      Pattern.compile("(?:\\[([0-9a-fA-F:.]+(?:%[^\\]]+)?)\\]|([^\\[\\]:@/]+)):(\\d{1,5})");
  private static final int MAX_PORT = 65_535;

  /**
   * @throws IllegalArgumentException if the address has another form; the message shows the form
   */
  static RdmaAddress of(URI address) {
    String authority = address.getRawAuthority();
    boolean bare =
        (address.getRawPath() == null || address.getRawPath().isEmpty())
            && address.getRawQuery() == null
            && address.getRawFragment() == null;
    if (!SCHEME.equalsIgnoreCase(address.getScheme()) || authority == null || !bare) {
      throw malformed(address);
    }
    Matcher parts = AUTHORITY.matcher(authority);
    if (!parts.matches() || Integer.parseInt(parts.group(3)) > MAX_PORT) {
      throw malformed(address);
    }
    String host = parts.group(1) != null ? parts.group(1).replace("%25", "%") : parts.group(2);
    return new RdmaAddress(host, Integer.parseInt(parts.group(3)));
  }

  /** The addresses behind the name that can be dialled from this one, at least one. */
  List<InetAddress> resolve(Optional<InetAddress> from) throws IOException {
    List<InetAddress> found;
    try {
      found = new ArrayList<>(List.of(InetAddress.getAllByName(host)));
    } catch (UnknownHostException e) {
      throw new IOException("cannot reach " + this + ": unknown host " + host, e);
    }
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

  @Override
  public String toString() {
    return SCHEME + "://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  static URI uri(SocketAddress address) {
    InetSocketAddress socket = (InetSocketAddress) address;
    return URI.create(SCHEME + "://" + literal(socket.getAddress()) + ":" + socket.getPort());
  }

  private static String literal(InetAddress address) {
    String text = address.getHostAddress();
    if (!(address instanceof Inet6Address six)) {
      return text;
    }
    int zoneAt = text.indexOf('%');
    String digits = zoneAt < 0 ? text : text.substring(0, zoneAt);
    NetworkInterface zone = six.getScopedInterface();
    if (zone != null) {
      digits += "%" + zone.getName();
    } else if (six.getScopeId() != 0) {
      digits += "%" + six.getScopeId();
    }
    return "[" + digits + "]";
  }

  private static IllegalArgumentException malformed(URI address) {
    return new IllegalArgumentException(
        "not an address of the RDMA transport: "
            + address
            + " (rdma://host:port is expected, as in rdma://10.0.0.7:7002 or"
            + " rdma://[fe80::1]:7002)");
  }
}
