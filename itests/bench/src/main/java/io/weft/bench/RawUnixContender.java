package io.weft.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.flush.FlushConsolidationHandler;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The bound of what Netty can do over a Unix socket: frames with a length, no keys, no TLS. */
final class RawUnixContender implements Contender {

  @Override
  public String name() {
    return "netty-unix";
  }

  @Override
  public String description() {
    return "raw Netty, frames echoed in order over a Unix socket, one flush a batch";
  }

  @Override
  public Echo serve(Path folder) throws IOException {
    Path path = Files.createDirectories(folder.resolve(name())).resolve("echo");
    EventLoopGroup loops = NettyContender.loops();
    Channel server =
        new ServerBootstrap()
            .group(loops)
            .channel(
                Epoll.isAvailable()
                    ? EpollServerDomainSocketChannel.class
                    : NioServerDomainSocketChannel.class)
            .childHandler(
                NettyContender.initializer(
                    channel ->
                        channel
                            .pipeline()
                            .addLast(NettyContender.frames(0))
                            .addLast(new EchoFrames())))
            .bind(at(path))
            .syncUninterruptibly()
            .channel();
    return new Echo() {
      @Override
      public String address() {
        return path.toString();
      }

      @Override
      public void close() {
        server.close().awaitUninterruptibly();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
      }
    };
  }

  @Override
  public Caller connect(Path folder, String address) {
    EventLoopGroup loops = NettyContender.loops();
    NettyCaller caller = new NettyCaller(loops);
    new Bootstrap()
        .group(loops)
        .channel(
            Epoll.isAvailable() ? EpollDomainSocketChannel.class : NioDomainSocketChannel.class)
        .handler(
            NettyContender.initializer(
                channel ->
                    channel
                        .pipeline()
                        .addLast(new FlushConsolidationHandler(NettyContender.FLUSH_AFTER, true))
                        .addLast(NettyContender.frames(NettyContender.HEADER_BYTES))
                        .addLast(caller)))
        .connect(at(Path.of(address)))
        .syncUninterruptibly();
    caller.waiting(new byte[1]).ask();
    return caller;
  }

  private static SocketAddress at(Path path) {
    return Epoll.isAvailable()
        ? new DomainSocketAddress(path.toString())
        : UnixDomainSocketAddress.of(path);
  }
}
