package io.weft.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Sends files as fast as Netty can: the event loop reads as much as the channel takes, into direct
 * buffers from the pool, and writes it. Each file is its name and size, then the bytes; one byte
 * comes back when all is written there.
 */
final class NettyFileGiver extends ChannelInboundHandlerAdapter implements AutoCloseable {

  /** Read and written at once (bytes): what several records of TLS fill. */
  private static final int PIECE_BYTES = 128 * 1024;

  private static final int ANSWER_SECONDS = 300;

  private final EventLoopGroup loops;
  private volatile ChannelHandlerContext context;

  // Of the event loop.
  private FileChannel file;
  private long left;
  private CompletableFuture<Void> there = new CompletableFuture<>();

  private NettyFileGiver(EventLoopGroup loops) {
    this.loops = loops;
  }

  static NettyFileGiver connect(Path folder, String address) throws IOException {
    SslContext tls = NettyContender.clientTls(folder);
    EventLoopGroup loops = NettyContender.loops();
    NettyFileGiver giver = new NettyFileGiver(loops);
    Channel channel =
        new Bootstrap()
            .group(loops)
            .channel(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class)
            .handler(
                NettyContender.initializer(
                    made -> made.pipeline().addLast(tls.newHandler(made.alloc())).addLast(giver)))
            .connect(InetAddress.getLoopbackAddress(), Integer.parseInt(address))
            .syncUninterruptibly()
            .channel();
    channel.pipeline().get(SslHandler.class).handshakeFuture().syncUninterruptibly();
    return giver;
  }

  /** Sends a file; returns when it is written there. */
  void give(Path source) throws IOException {
    CompletableFuture<Void> answer = new CompletableFuture<>();
    try (FileChannel from = FileChannel.open(source)) {
      context
          .executor()
          .execute(
              () -> {
                there = answer;
                begin(String.valueOf(source.getFileName()), from);
              });
      answer.get(ANSWER_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new IOException(source + " was not taken: " + e, e);
    }
  }

  private void begin(String name, FileChannel from) {
    try {
      byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
      file = from;
      left = from.size();
      ByteBuf head = context.alloc().directBuffer();
      head.writeInt(utf8.length).writeBytes(utf8).writeLong(left);
      context.write(head, context.voidPromise());
      more();
    } catch (IOException e) {
      there.completeExceptionally(e);
    }
  }

  private void more() {
    try {
      while (left > 0 && context.channel().isWritable()) {
        int length = (int) Math.min(PIECE_BYTES, left);
        ByteBuf piece = context.alloc().directBuffer(length, length);
        while (piece.isWritable()) {
          if (piece.writeBytes(file, piece.writableBytes()) < 0) {
            piece.release();
            throw new EOFException("the file is shorter than it was");
          }
        }
        left -= length;
        context.writeAndFlush(piece, context.voidPromise());
      }
    } catch (IOException e) {
      there.completeExceptionally(e);
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
    ((ByteBuf) message).release();
    there.complete(null);
  }

  @Override
  public void channelInactive(ChannelHandlerContext at) {
    there.completeExceptionally(new IOException("the connection ended"));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext at, Throwable cause) {
    there.completeExceptionally(cause);
    at.close();
  }

  @Override
  public void close() {
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
