package io.weft.discovery.multicast;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A network interface of this machine that is up.
 *
 * @param name the system's name
 * @param index the system's number: another one under the same name is another interface
 */
record LocalInterface(
    String name, int index, boolean loopback, boolean multicast, List<Prefix> prefixes) {

  /** Bytes of an IPv4 address. */
  static final int IPV4_BYTES = 4;

  /** Interfaces that are used at once: more carry the same news to the same machines. */
  static final int MAX_USED = 16;

  /**
   * Names of interfaces without a cable or antenna of their own: used only where there is no other.
   * As Docker, libvirt, VMware, VirtualBox, Kubernetes, tunnels and macOS name them.
   */
  private static final Pattern VIRTUAL =
      Pattern.compile(
          "(docker|br-|veth|virbr|vmnet|vboxnet|cni|flannel|cali|tun|tap|utun|wg|zt|awdl|llw).*");

  /**
   * An address of the interface.
   *
   * @param bits of the network's prefix
   * @param broadcast to everybody in the network; null if there is no such address
   */
  record Prefix(InetAddress address, int bits, @Nullable InetAddress broadcast) {

    /** Whether another address is in the same network. */
    boolean contains(InetAddress other) {
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
  }

  LocalInterface {
    prefixes = List.copyOf(prefixes);
  }

  /** All that are up. */
  static List<LocalInterface> all() {
    List<LocalInterface> all = new ArrayList<>();
    try {
      for (NetworkInterface one : NetworkInterface.networkInterfaces().toList()) {
        if (one.isUp()) {
          all.add(of(one));
        }
      }
    } catch (SocketException e) {
      // An interface that goes while it is looked at: the next look finds what is left.
      return all;
    }
    return all;
  }

  /**
   * The ones to use: the one that has the address, if one is given; else all that can multicast or
   * broadcast and are not virtual; else virtual ones; else loopback.
   */
  static List<LocalInterface> choose(List<LocalInterface> all, Optional<InetAddress> only) {
    if (only.isPresent()) {
      return all.stream().filter(i -> i.has(only.get())).limit(1).toList();
    }
    List<LocalInterface> outside =
        all.stream()
            .filter(i -> !i.loopback && !i.prefixes.isEmpty() && (i.multicast || i.broadcasts()))
            .limit(MAX_USED)
            .toList();
    if (outside.isEmpty()) {
      return all.stream().filter(LocalInterface::loopback).limit(1).toList();
    }
    List<LocalInterface> real =
        outside.stream().filter(i -> !VIRTUAL.matcher(i.name).matches()).toList();
    return real.isEmpty() ? outside : real;
  }

  /** Where a datagram came in, by its sender's address. */
  static Optional<LocalInterface> heardOn(List<LocalInterface> used, InetAddress sender) {
    if (sender instanceof Inet6Address six && six.getScopeId() > 0) {
      return used.stream().filter(i -> i.index == six.getScopeId()).findFirst();
    }
    return used.stream()
        .filter(i -> i.prefixes.stream().anyMatch(p -> p.contains(sender)))
        .findFirst();
  }

  /** Whether it has an address of this length: 4 or 16 bytes. */
  boolean speaks(int addressBytes) {
    return prefixes.stream().anyMatch(p -> p.address.getAddress().length == addressBytes);
  }

  private boolean broadcasts() {
    return prefixes.stream().anyMatch(p -> p.broadcast != null);
  }

  private boolean has(InetAddress address) {
    return prefixes.stream()
        .anyMatch(p -> p.address.equals(address) || (loopback && p.contains(address)));
  }

  private static LocalInterface of(NetworkInterface one) throws SocketException {
    List<Prefix> prefixes = new ArrayList<>();
    for (InterfaceAddress address : one.getInterfaceAddresses()) {
      prefixes.add(
          new Prefix(
              address.getAddress(), address.getNetworkPrefixLength(), address.getBroadcast()));
    }
    return new LocalInterface(
        one.getName(), one.getIndex(), one.isLoopback(), one.supportsMulticast(), prefixes);
  }
}
