package io.weft.discovery.mdns;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import javax.jmdns.ServiceInfo;

/**
 * A service that was heard of, as it was at that moment.
 *
 * @param name the whole name, in lower case
 * @param text the TXT record; empty once the service has gone; must not change
 * @param port of its SRV record
 */
@SuppressWarnings("ArrayRecordComponent")
record Entry(String name, byte[] text, List<InetAddress> addresses, int port) {

  Entry {
    addresses = List.copyOf(addresses);
  }

  static Entry of(ServiceInfo info) {
    byte[] text = info.getTextBytes();
    return new Entry(
        info.getQualifiedName().toLowerCase(Locale.ROOT),
        text == null ? new byte[0] : text,
        List.of(info.getInetAddresses()),
        info.getPort());
  }

  static Entry gone(String name) {
    return new Entry(name.toLowerCase(Locale.ROOT), new byte[0], List.of(), 0);
  }

  boolean isGone() {
    return text.length == 0;
  }
}
