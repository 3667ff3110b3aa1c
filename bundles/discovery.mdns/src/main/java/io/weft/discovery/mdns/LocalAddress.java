package io.weft.discovery.mdns;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * One network interface of this machine, with the address that mDNS runs on.
 *
 * @param name the system's name of the interface
 * @param address IPv4 if it has one
 * @param bits of the address's network prefix
 */
record LocalAddress(String name, boolean loopback, InetAddress address, int bits) {

  /** Interfaces that are used at once: each takes four threads and a socket. */
  static final int MAX_USED = 8;

  /**
   * The ones to use now: the one that has the given address; or else all that are up and can
   * multicast, and loopback only if there is no other.
   */
  static List<LocalAddress> choose(Optional<InetAddress> only) {
    List<LocalAddress> all = new ArrayList<>();
    try {
      for (NetworkInterface one : NetworkInterface.networkInterfaces().toList()) {
        if (one.isUp() && (one.isLoopback() || one.supportsMulticast())) {
          addresses(one).stream().filter(a -> isIt(a, only)).findFirst().ifPresent(all::add);
        }
      }
    } catch (SocketException e) {
      // An interface that goes while it is looked at: the next look finds what is left.
      return all;
    }
    List<LocalAddress> outside = all.stream().filter(a -> !a.loopback).limit(MAX_USED).toList();
    return outside.isEmpty() ? all.stream().limit(1).toList() : outside;
  }

  /** Whether another address is in the same network. */
  boolean reaches(InetAddress other) {
    byte[] ours = address.getAddress();
    byte[] theirs = other.getAddress();
    if (ours.length != theirs.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      int mask = 0x80 >> (bit % 8);
      if ((ours[bit / 8] & mask) != (theirs[bit / 8] & mask)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isIt(LocalAddress address, Optional<InetAddress> only) {
    return only.isEmpty()
        || address.address.equals(only.get())
        || (address.loopback && address.reaches(only.get()));
  }

  private static List<LocalAddress> addresses(NetworkInterface one) throws SocketException {
    boolean loopback = one.isLoopback();
    List<LocalAddress> addresses = new ArrayList<>();
    for (InterfaceAddress address : one.getInterfaceAddresses()) {
      addresses.add(
          new LocalAddress(
              one.getName(), loopback, address.getAddress(), address.getNetworkPrefixLength()));
    }
    addresses.sort(Comparator.comparing(a -> !(a.address instanceof Inet4Address)));
    return addresses;
  }
}
