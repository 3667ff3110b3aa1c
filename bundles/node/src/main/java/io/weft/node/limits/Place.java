package io.weft.node.limits;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Where a connection comes from: an address, or a range of them.
 *
 * @param high the first half of an address of IPv6
 * @param low the other half, or an address of IPv4
 * @param bits how many of them count
 */
record Place(long high, long low, int bits) {

  /** Whatever comes without an IP address: by Unix sockets, or within the process. */
  static final Place HERE = new Place(0, 0, 0);

  /** The last byte of an address of IPv4: its /24 is what one owner usually has. */
  private static final long IN_RANGE = 0xff;

  /** Whether it is this machine: by loopback, or without an IP address. */
  static boolean isLocal(SocketAddress from) {
    InetAddress address = address(from);
    return address == null || address.isLoopbackAddress();
  }

  static Place of(SocketAddress from) {
    InetAddress address = address(from);
    if (address == null) {
      return HERE;
    }
    ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
    return address instanceof Inet4Address
        ? new Place(0, Integer.toUnsignedLong(bytes.getInt()), 32)
        : new Place(bytes.getLong(), bytes.getLong(), 128);
  }

  /** The /24 of an address of IPv4, the /64 of one of IPv6: what one customer is given. */
  Place range() {
    return bits == 32 ? new Place(0, low & ~IN_RANGE, 24) : new Place(high, 0, 64);
  }

  private static @Nullable InetAddress address(SocketAddress from) {
    return from instanceof InetSocketAddress at ? at.getAddress() : null;
  }
}
