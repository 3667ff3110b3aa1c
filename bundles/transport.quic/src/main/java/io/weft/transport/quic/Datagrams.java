package io.weft.transport.quic;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.quic.EpollQuicUtils;
import io.netty.handler.codec.quic.QuicCodecBuilder;
import io.netty.handler.codec.quic.SegmentedDatagramPacketAllocator;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The numbers of QUIC: sockets, packets, windows. */
final class Datagrams {

  /** Largest packet (bytes): what passes IPv6, VLANs and most tunnels. */
  private static final int PACKET_BYTES = 1_350;

  /** Packets that leave in one call: 10 gave 0.26 to 0.38 GB/s, one 0.03 to 0.09 (measured). */
  private static final int SEGMENTS = 10;

  /** What one call may bring in, with many packets of one sender in it (udp(7), UDP_GRO). */
  private static final int GRO_BYTES = 64 * 1024;

  /** Buffers of the socket (bytes); the system may give less (net.core.rmem_max). */
  private static final int SOCKET_BYTES = 4 << 20;

  /** What a stream may have on its way (bytes): 40 MB/s at 100 ms; quiche lets it grow. */
  private static final long STREAM_WINDOW_BYTES = 4 << 20;

  /** The same for all streams of a connection (bytes). */
  private static final long CONNECTION_WINDOW_BYTES = 16 << 20;

  /** Ids that a peer may hold for new paths (RFC 9000, section 5.1.1). */
  private static final int CONNECTION_IDS = 4;

  private Datagrams() {}

  /** A socket that is ready for QUIC, without handler and address. */
  static Bootstrap socket(boolean epoll) {
    Bootstrap socket =
        new Bootstrap()
            .channel(type(epoll))
            .option(ChannelOption.SO_RCVBUF, SOCKET_BYTES)
            .option(ChannelOption.SO_SNDBUF, SOCKET_BYTES);
    if (segmented(epoll)) {
      socket
          .option(EpollChannelOption.UDP_GRO, true)
          .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(GRO_BYTES));
    } else {
      socket.option(
          ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(2 * PACKET_BYTES));
    }
    return socket;
  }

  /** What puts many packets into one call, where the system can take them apart. */
  static Optional<SegmentedDatagramPacketAllocator> segments(boolean epoll) {
    return segmented(epoll)
        ? Optional.of(EpollQuicUtils.newSegmentedAllocator(SEGMENTS))
        : Optional.empty();
  }

  static <B extends QuicCodecBuilder<B>> B tuned(B codec, int idleSeconds, long streams) {
    return codec
        .maxIdleTimeout(idleSeconds, TimeUnit.SECONDS)
        .maxSendUdpPayloadSize(PACKET_BYTES)
        .maxRecvUdpPayloadSize(PACKET_BYTES)
        .initialMaxData(CONNECTION_WINDOW_BYTES)
        .initialMaxStreamDataBidirectionalLocal(STREAM_WINDOW_BYTES)
        .initialMaxStreamDataBidirectionalRemote(STREAM_WINDOW_BYTES)
        .initialMaxStreamsBidirectional(streams)
        .activeConnectionIdLimit(CONNECTION_IDS);
  }

  private static Class<? extends DatagramChannel> type(boolean epoll) {
    return epoll ? EpollDatagramChannel.class : NioDatagramChannel.class;
  }

  private static boolean segmented(boolean epoll) {
    return epoll && EpollDatagramChannel.isSegmentedDatagramPacketSupported();
  }
}
