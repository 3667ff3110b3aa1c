package io.weft.discovery.bootstrap;

import io.weft.node.NodeRecord;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Where a node is, roughly: the /24 or /64 of its first address that other machines can reach. Who
 * has one range does not fill an answer.
 */
final class AddressRange {

  /** Bytes of an IPv4 /24 and an IPv6 /64. */
  private static final int BYTES_4 = 3;

  private static final int BYTES_6 = 8;

  private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");

  private AddressRange() {}

  /** Text that is equal for nodes of one range. */
  static String of(NodeRecord record) {
    String local = "";
    for (URI address : record.addresses()) {
      String host = address.getHost();
      if (host == null) {
        continue;
      }
      if (!IPV4.matcher(host).matches() && !host.startsWith("[")) {
        return host; // a name is not looked up for this
      }
      try {
        InetAddress literal = InetAddress.getByName(host);
        if (!literal.isLoopbackAddress()) {
          byte[] bytes = literal.getAddress();
          return HexFormat.of()
              .formatHex(Arrays.copyOf(bytes, bytes.length == 4 ? BYTES_4 : BYTES_6));
        }
        local = host;
      } catch (UnknownHostException e) {
        local = host; // not an address after all
      }
    }
    return local;
  }
}
