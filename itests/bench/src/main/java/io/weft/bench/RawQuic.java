package io.weft.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.quic.EpollQuicUtils;
import io.netty.handler.codec.quic.QuicCodecBuilder;
import io.netty.handler.codec.quic.SegmentedDatagramPacketAllocator;
import io.weft.identity.NodeIdentity;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What both ends of raw Netty QUIC share: sockets, packets and windows as the transport has. */
final class RawQuic {
  static final String PROTOCOL = "echo";

  private static final int PACKET_BYTES = 1_350;
  private static final int SEGMENTS = 10;
  private static final int GRO_BYTES = 64 * 1024;
  private static final int SOCKET_BYTES = 4 << 20;
  private static final long STREAM_WINDOW_BYTES = 4 << 20;
  private static final long CONNECTION_WINDOW_BYTES = 16 << 20;
  private static final int MAX_FRAME_BYTES = 1 << 24;

  private RawQuic() {}

  static EventLoopGroup loops() {
    return new MultiThreadIoEventLoopGroup(
        1, Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
  }

  static Bootstrap socket(EventLoopGroup loops) {
    Bootstrap socket =
        new Bootstrap()
            .group(loops)
            .channel(Epoll.isAvailable() ? EpollDatagramChannel.class : NioDatagramChannel.class)
            .option(ChannelOption.SO_RCVBUF, SOCKET_BYTES)
            .option(ChannelOption.SO_SNDBUF, SOCKET_BYTES);
    if (isSegmented()) {
      socket
          .option(EpollChannelOption.UDP_GRO, true)
          .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(GRO_BYTES));
    } else {
      socket.option(
          ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(2 * PACKET_BYTES));
    }
    return socket;
  }

  static Optional<SegmentedDatagramPacketAllocator> segments() {
    return isSegmented()
        ? Optional.of(EpollQuicUtils.newSegmentedAllocator(SEGMENTS))
        : Optional.empty();
  }

  static <B extends QuicCodecBuilder<B>> B tuned(B codec) {
    return codec
        .maxIdleTimeout(30, TimeUnit.SECONDS)
        .maxSendUdpPayloadSize(PACKET_BYTES)
        .maxRecvUdpPayloadSize(PACKET_BYTES)
        .initialMaxData(CONNECTION_WINDOW_BYTES)
        .initialMaxStreamDataBidirectionalLocal(STREAM_WINDOW_BYTES)
        .initialMaxStreamDataBidirectionalRemote(STREAM_WINDOW_BYTES)
        .initialMaxStreamsBidirectional(1);
  }

  static LengthFieldBasedFrameDecoder frames(int strip) {
    return new LengthFieldBasedFrameDecoder(
        MAX_FRAME_BYTES, 0, NettyContender.HEADER_BYTES, 0, strip);
  }

  static X509Certificate[] chain(NodeIdentity identity) {
    return identity.credentials().chain().toArray(new X509Certificate[0]);
  }

  private static boolean isSegmented() {
    return Epoll.isAvailable() && EpollDatagramChannel.isSegmentedDatagramPacketSupported();
  }
}
