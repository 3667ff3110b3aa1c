package io.weft.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The bound of what Netty can do: frames with a length, written by the event loop itself for as
 * long as the channel takes them, and counted by the one that reads them. No numbers, no credit but
 * TCP's, nobody to hand anything over to.
 */
final class NettyPour extends ChannelInboundHandlerAdapter implements Pour {
  private static final int ANSWER_SECONDS = 30;

  private final EventLoopGroup loops;
  private volatile ChannelHandlerContext context;
  private final byte[] item = new byte[ITEM_BYTES];

  // Of the event loop.
  private long endNanos;
  private boolean pouring;
  private CompletableFuture<Long> counted = new CompletableFuture<>();

  private NettyPour(EventLoopGroup loops) {
    this.loops = loops;
  }

  /** How to make one. */
  static final class Kind implements Pour.Kind {
    @Override
    public String description() {
      return "raw Netty, frames over TCP, TLS 1.3 (mutual), written by the event loop";
    }

    @Override
    public Contender.Echo count(Path folder) throws IOException {
      SslContext tls = NettyContender.serverTls(folder);
      EventLoopGroup loops = NettyContender.loops();
      Channel server =
          new ServerBootstrap()
              .group(loops)
              .channel(
                  Epoll.isAvailable()
                      ? EpollServerSocketChannel.class
                      : NioServerSocketChannel.class)
              .childHandler(
                  NettyContender.initializer(
                      channel ->
                          channel
                              .pipeline()
                              .addLast(tls.newHandler(channel.alloc()))
                              .addLast(NettyContender.frames(NettyContender.HEADER_BYTES))
                              .addLast(new Counter())))
              .bind(InetAddress.getLoopbackAddress(), 0)
              .syncUninterruptibly()
              .channel();
      return new Contender.Echo() {
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
    public Pour connect(Path folder, String address) throws IOException {
      SslContext tls = NettyContender.clientTls(folder);
      EventLoopGroup loops = NettyContender.loops();
      NettyPour pour = new NettyPour(loops);
      Channel channel =
          new Bootstrap()
              .group(loops)
              .channel(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class)
              .option(ChannelOption.TCP_NODELAY, true)
              .handler(
                  NettyContender.initializer(
                      made ->
                          made.pipeline()
                              .addLast(tls.newHandler(made.alloc()))
                              .addLast(NettyContender.frames(NettyContender.HEADER_BYTES))
                              .addLast(pour)))
              .connect(InetAddress.getLoopbackAddress(), Integer.parseInt(address))
              .syncUninterruptibly()
              .channel();
      channel.pipeline().get(SslHandler.class).handshakeFuture().syncUninterruptibly();
      return pour;
    }
  }

  /** Counts items; an empty one asks for the number and begins anew. */
  private static final class Counter extends ChannelInboundHandlerAdapter {
    private long count;

    @Override
    public void channelRead(ChannelHandlerContext at, Object message) {
      ByteBuf frame = (ByteBuf) message;
      if (frame.isReadable()) {
        count++;
      } else {
        ByteBuf answer = at.alloc().directBuffer(NettyContender.HEADER_BYTES + Long.BYTES);
        at.writeAndFlush(answer.writeInt(Long.BYTES).writeLong(count));
        count = 0;
      }
      frame.release();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext at, Throwable cause) {
      at.close();
    }
  }

  @Override
  public double pour(Duration duration) throws IOException {
    CompletableFuture<Long> answer = new CompletableFuture<>();
    long begun = System.nanoTime();
    context
        .executor()
        .execute(
            () -> {
              counted = answer;
              endNanos = begun + duration.toNanos();
              pouring = true;
              more();
            });
    try {
      long items = answer.get(duration.toSeconds() + ANSWER_SECONDS, TimeUnit.SECONDS);
      return items * 1e9 / (System.nanoTime() - begun);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new IOException("nothing was counted: " + e, e);
    }
  }

  private void more() {
    while (pouring && context.channel().isWritable()) {
      for (int i = 0; i < BATCH; i++) {
        ByteBuf frame = context.alloc().directBuffer(NettyContender.HEADER_BYTES + ITEM_BYTES);
        context.write(frame.writeInt(ITEM_BYTES).writeBytes(item), context.voidPromise());
      }
      context.flush();
      if (System.nanoTime() - endNanos >= 0) {
        pouring = false;
        context.writeAndFlush(
            context.alloc().directBuffer(NettyContender.HEADER_BYTES).writeInt(0));
      }
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext at) {
    // Not from within a flush of ours: it would be a recursion.
    at.executor().execute(this::more);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
  }

  @Override
  public void channelRead(ChannelHandlerContext at, Object message) {
    ByteBuf frame = (ByteBuf) message;
    counted.complete(frame.readLong());
    frame.release();
  }

  @Override
  public void close() {
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
