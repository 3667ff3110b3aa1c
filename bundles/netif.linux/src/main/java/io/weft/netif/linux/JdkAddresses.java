package io.weft.netif.linux;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Addresses by the name of the interface: the JDK asks the kernel for them, sysfs has none. */
final class JdkAddresses {
  private JdkAddresses() {}

  static Map<String, List<InetAddress>> byInterface() throws IOException {
    return NetworkInterface.networkInterfaces()
        .collect(
            Collectors.toMap(
                NetworkInterface::getName,
                nic -> nic.inetAddresses().map(JdkAddresses::withoutScope).toList(),
                (first, second) -> first));
  }

  private static InetAddress withoutScope(InetAddress address) {
    try {
      return InetAddress.getByAddress(address.getAddress());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of the system has a wrong length", e);
    }
  }
}
