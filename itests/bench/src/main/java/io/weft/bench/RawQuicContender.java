package io.weft.bench;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicChannelBootstrap;
import io.netty.handler.codec.quic.QuicChannelOption;
import io.netty.handler.codec.quic.QuicClientCodecBuilder;
import io.netty.handler.codec.quic.QuicServerCodecBuilder;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamType;
import io.netty.handler.ssl.ClientAuth;
import io.weft.identity.NodeIdentity;
import io.weft.identity.TrialNetwork;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The bound of what Netty's QUIC can do: frames with a length, echoed in order on one stream. */
final class RawQuicContender implements Contender {

  @Override
  public String name() {
    return "netty-quic";
  }

  @Override
  public String description() {
    return "raw Netty, frames echoed in order over one QUIC stream, TLS 1.3 (mutual)";
  }

  @Override
  public Echo serve(Path folder) throws IOException {
    NodeIdentity identity = new TrialNetwork(folder.resolve(name())).member("server");
    QuicSslContext tls =
        QuicSslContextBuilder.forServer(identity.credentials().key(), null, RawQuic.chain(identity))
            .trustManager(identity.trustManager(Optional.empty()))
            .clientAuth(ClientAuth.REQUIRE)
            .applicationProtocols(RawQuic.PROTOCOL)
            .build();
    QuicServerCodecBuilder codec =
        RawQuic.tuned(new QuicServerCodecBuilder())
            .sslContext(tls)
            .handler(new ChannelInboundHandlerAdapter())
            .streamHandler(
                new ChannelInitializer<QuicStreamChannel>() {
                  @Override
                  protected void initChannel(QuicStreamChannel stream) {
                    stream.pipeline().addLast(RawQuic.frames(0)).addLast(new EchoFrames());
                  }
                });
    RawQuic.segments()
        .ifPresent(
            each -> codec.option(QuicChannelOption.SEGMENTED_DATAGRAM_PACKET_ALLOCATOR, each));
    EventLoopGroup loops = RawQuic.loops();
    Channel server =
        RawQuic.socket(loops)
            .handler(codec.build())
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
    NodeIdentity identity = new TrialNetwork(folder.resolve(name())).member("client");
    QuicSslContext tls =
        QuicSslContextBuilder.forClient()
            .keyManager(identity.credentials().key(), null, RawQuic.chain(identity))
            .trustManager(identity.trustManager(Optional.empty()))
            .endpointIdentificationAlgorithm(null)
            .applicationProtocols(RawQuic.PROTOCOL)
            .build();
    EventLoopGroup loops = RawQuic.loops();
    Channel socket =
        RawQuic.socket(loops)
            .handler(RawQuic.tuned(new QuicClientCodecBuilder()).sslContext(tls).build())
            .bind(InetAddress.getLoopbackAddress(), 0)
            .syncUninterruptibly()
            .channel();
    QuicChannelBootstrap bootstrap =
        QuicChannel.newBootstrap(socket)
            .handler(new ChannelInboundHandlerAdapter())
            .streamHandler(new ChannelInboundHandlerAdapter())
            .remoteAddress(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(address)));
    RawQuic.segments()
        .ifPresent(
            each -> bootstrap.option(QuicChannelOption.SEGMENTED_DATAGRAM_PACKET_ALLOCATOR, each));
    QuicChannel connection = bootstrap.connect().syncUninterruptibly().getNow();
    NettyCaller caller = new NettyCaller(loops);
    connection
        .createStream(
            QuicStreamType.BIDIRECTIONAL,
            new ChannelInitializer<QuicStreamChannel>() {
              @Override
              protected void initChannel(QuicStreamChannel stream) {
                stream
                    .pipeline()
                    .addLast(RawQuic.frames(NettyContender.HEADER_BYTES))
                    .addLast(caller);
              }
            })
        .syncUninterruptibly();
    caller.waiting(new byte[1]).ask();
    return caller;
  }
}
