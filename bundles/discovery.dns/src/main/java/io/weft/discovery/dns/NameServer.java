package io.weft.discovery.dns;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.xbill.DNS.ResolverConfig;

/**
 * A name server.
 *
 * @param host a name or an address, an IPv6 one without brackets
 */
record NameServer(String host, int port) {

  /** RFC 1035, section 4.2. */
  private static final int USUAL_PORT = 53;

  private static final int MAX_PORT = 65535;

  private static final Pattern FORM =
      Pattern.compile("(?:\\[([0-9a-fA-F:.%\\w]+)]|([^:\\[\\]\\s/]+))(?::([0-9]{1,5}))?");

  private static final Pattern BARE_IPV6 = Pattern.compile("[0-9a-fA-F.]*(:[0-9a-fA-F.]*){2,}");

  /**
   * @throws IllegalArgumentException if this names no server
   */
  static NameServer parse(String text) {
    if (BARE_IPV6.matcher(text).matches()) {
      return new NameServer(text, USUAL_PORT);
    }
    Matcher form = FORM.matcher(text);
    if (form.matches()) {
      int port = form.group(3) == null ? USUAL_PORT : Integer.parseInt(form.group(3));
      if (port > 0 && port <= MAX_PORT) {
        return new NameServer(form.group(1) == null ? form.group(2) : form.group(1), port);
      }
    }
    throw new IllegalArgumentException(
        "servers of io.weft.discovery.dns has \""
            + text
            + "\" (a name server such as 192.0.2.1 or [2001:db8::1]:5353 is expected)");
  }

  /** Those that the system asks, as they are now. */
  static List<NameServer> ofTheSystem() {
    ResolverConfig.refresh();
    return ResolverConfig.getCurrentConfig().servers().stream()
        .map(each -> new NameServer(each.getHostString(), each.getPort()))
        .toList();
  }

  /** Where it is; its name may have to be looked up. */
  InetSocketAddress address() {
    return new InetSocketAddress(host, port);
  }

  @Override
  public String toString() {
    return (host.indexOf(':') < 0 ? host : '[' + host + ']') + ':' + port;
  }
}
