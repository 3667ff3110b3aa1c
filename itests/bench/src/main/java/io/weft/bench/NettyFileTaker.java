package io.weft.bench;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Takes the files of a {@link NettyFileGiver}: the event loop decrypts, and hands the buffers as
 * they are to a thread that writes them. While too much waits for that, nothing is read.
 */
final class NettyFileTaker extends ByteToMessageDecoder {

  /** Waits to be written at most, about (bytes). */
  private static final long HIGH_WATER = 8 << 20;

  /** Written at once (bytes): what a disk likes. */
  private static final int BATCH_BYTES = 256 * 1024;

  private final Path target;
  private final ExecutorService writer;
  private final AtomicLong waiting = new AtomicLong();
  private FileChannel file;
  private CompositeByteBuf batch;
  private long left;

  private NettyFileTaker(Path target, ExecutorService writer) {
    this.target = target;
    this.writer = writer;
    setCumulator(COMPOSITE_CUMULATOR);
  }

  static Contender.Echo listen(Path folder, Path target) throws IOException {
    SslContext tls = NettyContender.serverTls(folder);
    EventLoopGroup loops = NettyContender.loops();
    ExecutorService writer = Executors.newSingleThreadExecutor();
    Channel server =
        new ServerBootstrap()
            .group(loops)
            .channel(
                Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
            .childHandler(
                NettyContender.initializer(
                    channel ->
                        channel
                            .pipeline()
                            .addLast(tls.newHandler(channel.alloc()))
                            .addLast(new NettyFileTaker(target, writer))))
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
        writer.shutdown();
      }
    };
  }

  @Override
  protected void decode(ChannelHandlerContext at, ByteBuf in, List<Object> out) throws IOException {
    if (left > 0) {
      take(at, in.readRetainedSlice((int) Math.min(left, in.readableBytes())));
      return;
    }
    int name = in.readableBytes() < Integer.BYTES ? 0 : in.getInt(in.readerIndex());
    if (name > 0 && in.readableBytes() >= Integer.BYTES + name + Long.BYTES) {
      in.skipBytes(Integer.BYTES);
      Path path = target.resolve(in.readCharSequence(name, StandardCharsets.UTF_8).toString());
      file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      left = in.readLong();
    }
  }

  /** Some buffers at a time, so that each call of the system writes much. */
  private void take(ChannelHandlerContext at, ByteBuf piece) {
    left -= piece.readableBytes();
    if (batch == null) {
      batch = at.alloc().compositeBuffer(Integer.MAX_VALUE);
    }
    batch.addComponent(true, piece);
    if (batch.readableBytes() >= BATCH_BYTES || left == 0) {
      ByteBuf whole = batch;
      boolean last = left == 0;
      batch = null;
      int length = whole.readableBytes();
      if (waiting.addAndGet(length) > HIGH_WATER) {
        at.channel().config().setAutoRead(false);
      }
      FileChannel to = file;
      writer.execute(() -> write(at, to, whole, last));
    }
  }

  private void write(ChannelHandlerContext at, FileChannel to, ByteBuf bytes, boolean last) {
    int length = bytes.readableBytes();
    try {
      while (bytes.isReadable()) {
        bytes.readBytes(to, bytes.readableBytes());
      }
      if (last) {
        to.close();
        at.writeAndFlush(at.alloc().directBuffer(1).writeByte(1));
      }
    } catch (IOException e) {
      at.fireExceptionCaught(e);
    } finally {
      bytes.release();
      if (waiting.addAndGet(-length) <= HIGH_WATER / 2) {
        at.channel().config().setAutoRead(true);
      }
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext at, Throwable cause) {
    at.close();
  }
}
