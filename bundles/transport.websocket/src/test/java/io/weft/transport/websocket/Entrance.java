package io.weft.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.ReferenceCountUtil;
import io.weft.transport.LinkOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;

/** The listening end without a socket, for whatever bytes come; closed, it holds no memory. */
final class Entrance implements AutoCloseable {

  private static final LinkOptions OPTIONS = new LinkOptions(1024, 1, Duration.ofSeconds(5), false);
  private static final ClientFiles FILES = new ClientFiles();

  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
  private final Link link = new Link();
  private final EmbeddedChannel channel = new Local();

  Entrance() {
    channel.config().setAllocator(allocator);
    Upgraded upgraded =
        new Upgraded(
            OPTIONS,
            () -> {
              throw new IllegalStateException("nobody greets here");
            });
    channel
        .pipeline()
        .addLast(new HttpServerCodec(WebSocketTransport.bounded()))
        .addLast(new HttpObjectAggregator(WebSocketTransport.MAX_BODY_BYTES, true))
        .addLast(new Reception(upgraded, Origins.OF_THIS_MACHINE, FILES))
        .addLast(link);
  }

  void receive(byte[] bytes) {
    if (channel.isOpen()) {
      channel.writeInbound(allocator.directBuffer(bytes.length).writeBytes(bytes));
    }
    for (Object out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
      ReferenceCountUtil.release(out);
    }
  }

  boolean opened() {
    return link.opened;
  }

  long bytes() {
    return link.bytes;
  }

  @Override
  public void close() {
    channel.finishAndReleaseAll();
    assertThat(allocator.metric().usedDirectMemory()).isZero();
  }

  /** What the link behind would see. */
  private static final class Link extends ChannelInboundHandlerAdapter {
    private boolean opened;
    private long bytes;

    @Override
    public void channelActive(ChannelHandlerContext at) {
      opened = true;
    }

    @Override
    public void channelRead(ChannelHandlerContext at, Object message) {
      bytes += ((ByteBuf) message).readableBytes();
      ReferenceCountUtil.release(message);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext at, Throwable cause) {
      if (!(cause instanceof java.io.IOException)
          && !(cause instanceof java.security.cert.CertificateException)) {
        throw new AssertionError(cause);
      }
      at.close();
    }
  }

  private static final class Local extends EmbeddedChannel {
    private static final SocketAddress HERE =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);

    @Override
    protected SocketAddress localAddress0() {
      return HERE;
    }

    @Override
    protected SocketAddress remoteAddress0() {
      return HERE;
    }
  }
}
