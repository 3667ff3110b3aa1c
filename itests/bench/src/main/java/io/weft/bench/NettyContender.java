package io.weft.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.weft.identity.NodeIdentity;
import io.weft.identity.TrialNetwork;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The bound of what Netty can do: frames with a length, echoed in order, so that nothing else is
 * needed to know whose answer it is. No ids, no routes, no deadlines, no payload objects; one flush
 * for all that was read together, and flushes of callers from outside are consolidated.
 */
final class NettyContender implements Contender {

  /** Larger than any payload here. */
  private static final int MAX_FRAME_BYTES = 1 << 24;

  static final int HEADER_BYTES = Integer.BYTES;

  /** Netty's default of {@link FlushConsolidationHandler}. */
  static final int FLUSH_AFTER = 256;

  @Override
  public String name() {
    return "netty";
  }

  @Override
  public String description() {
    return "raw Netty, frames echoed in order over TCP, TLS 1.3 ("
        + (OpenSsl.isAvailable() ? "BoringSSL" : "JDK")
        + ", mutual), one flush a batch";
  }

  @Override
  public Echo serve(Path folder) throws IOException {
    SslContext tls = serverTls(folder.resolve(name()));
    EventLoopGroup loops = loops();
    Channel server =
        new ServerBootstrap()
            .group(loops)
            .channel(
                Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                initializer(
                    channel ->
                        channel
                            .pipeline()
                            .addLast(tls.newHandler(channel.alloc()))
                            .addLast(frames(0))
                            .addLast(new EchoFrames())))
            .bind(InetAddress.getLoopbackAddress(), 0)
            .syncUninterruptibly()
            .channel();
    return new Echo() {
      @Override
      public String address() {
        return String.valueOf(((InetSocketAddress) server.localAddress()).getPort());
      }

      @Override
      public void close() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
      }
    };
  }

  @Override
  public Caller connect(Path folder, String address) throws IOException {
    SslContext tls = clientTls(folder.resolve(name()));
    EventLoopGroup loops = loops();
    NettyCaller caller = new NettyCaller(loops);
    ChannelFuture connected =
        new Bootstrap()
            .group(loops)
            .channel(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .handler(
                initializer(
                    channel ->
                        channel
                            .pipeline()
                            .addLast(tls.newHandler(channel.alloc()))
                            .addLast(new FlushConsolidationHandler(FLUSH_AFTER, true))
                            .addLast(frames(HEADER_BYTES))
                            .addLast(caller)))
            .connect(InetAddress.getLoopbackAddress(), Integer.parseInt(address))
            .syncUninterruptibly();
    connected.channel().pipeline().get(SslHandler.class).handshakeFuture().syncUninterruptibly();
    caller.waiting(new byte[1]).ask();
    return caller;
  }

  static SslContext serverTls(Path folder) throws IOException {
    NodeIdentity identity = new TrialNetwork(folder).member("server");
    return SslContextBuilder.forServer(identity.credentials().key(), chain(identity))
        .sslProvider(provider())
        .trustManager(identity.trustManager(Optional.empty()))
        .clientAuth(ClientAuth.REQUIRE)
        .protocols("TLSv1.3")
        .build();
  }

  static SslContext clientTls(Path folder) throws IOException {
    NodeIdentity identity = new TrialNetwork(folder).member("client");
    return SslContextBuilder.forClient()
        .keyManager(identity.credentials().key(), chain(identity))
        .sslProvider(provider())
        .trustManager(identity.trustManager(Optional.empty()))
        .endpointIdentificationAlgorithm(null)
        .protocols("TLSv1.3")
        .build();
  }

  static ChannelHandler frames(int strip) {
    return new LengthFieldBasedFrameDecoder(MAX_FRAME_BYTES, 0, HEADER_BYTES, 0, strip);
  }

  static EventLoopGroup loops() {
    return new MultiThreadIoEventLoopGroup(
        1, Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
  }

  private static SslProvider provider() {
    return OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK;
  }

  private static X509Certificate[] chain(NodeIdentity identity) {
    return identity.credentials().chain().toArray(new X509Certificate[0]);
  }

  interface Setup {
    void of(Channel channel);
  }

  static ChannelInitializer<Channel> initializer(Setup setup) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel channel) {
        setup.of(channel);
      }
    };
  }
}
