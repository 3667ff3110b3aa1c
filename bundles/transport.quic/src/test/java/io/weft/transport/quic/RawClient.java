package io.weft.transport.quic;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicClientCodecBuilder;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamType;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.weft.trust.Credentials;
import io.weft.trust.Identity;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** QUIC without Weft, for what no node would do. One UDP socket for all its connections. */
final class RawClient implements AutoCloseable {

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final InetSocketAddress server;
  private final Channel socket;

  /** Kinds of the packets that came back, by the first byte's two bits (RFC 9000, 17.2). */
  final Map<Integer, Integer> answers = new ConcurrentHashMap<>();

  private volatile boolean deaf;

  /**
   * @param identity shows its certificate, or none
   */
  RawClient(int port, Optional<Identity> identity, String protocol) throws Exception {
    server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    QuicSslContextBuilder tls =
        QuicSslContextBuilder.forClient()
            .trustManager(InsecureTrustManagerFactory.INSTANCE)
            .endpointIdentificationAlgorithm(null)
            .applicationProtocols(protocol);
    if (identity.isPresent()) {
      Credentials own = identity.get().credentials();
      tls.keyManager(own.key(), null, own.chain().toArray(new X509Certificate[0]));
    }
    QuicSslContext context = tls.build();
    socket =
        new Bootstrap()
            .group(group)
            .channel(NioDatagramChannel.class)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel made) {
                    made.pipeline()
                        .addLast(new Ear())
                        .addLast(
                            Datagrams.tuned(new QuicClientCodecBuilder(), 30, 0)
                                .sslContext(context)
                                .build());
                  }
                })
            .bind(InetAddress.getLoopbackAddress(), 0)
            .sync()
            .channel();
  }

  /** Hears no answer any more, as somebody with a forged address would not. */
  void deafen() {
    deaf = true;
  }

  Future<QuicChannel> connect() {
    return QuicChannel.newBootstrap(socket)
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 10_000)
        .handler(new ChannelInboundHandlerAdapter())
        .streamHandler(new ChannelInboundHandlerAdapter())
        .remoteAddress(server)
        .connect();
  }

  /** Sends these bytes on a stream of their own. */
  static QuicStreamChannel stream(QuicChannel over, byte... bytes) throws Exception {
    QuicStreamChannel stream =
        over.createStream(QuicStreamType.BIDIRECTIONAL, new ChannelInboundHandlerAdapter())
            .sync()
            .getNow();
    stream.writeAndFlush(Unpooled.wrappedBuffer(bytes)).sync();
    return stream;
  }

  @Override
  public void close() {
    socket.close().awaitUninterruptibly();
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private final class Ear extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext at, Object message) {
      DatagramPacket packet = (DatagramPacket) message;
      if (packet.content().isReadable()) {
        int kind = (packet.content().getByte(packet.content().readerIndex()) & 0x30) >> 4;
        answers.merge(kind, 1, Integer::sum);
      }
      if (deaf) {
        ReferenceCountUtil.release(message);
      } else {
        at.fireChannelRead(message);
      }
    }
  }
}
