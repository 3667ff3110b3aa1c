package io.weft.channel;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.weft.endpoint.Reasons;
import io.weft.transport.Expectation;
import io.weft.transport.Lane;
import io.weft.transport.Link;
import io.weft.transport.LinkOptions;
import io.weft.transport.LinkRefusedException;
import io.weft.transport.Receiver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stream sockets that carry links: how they are listened for, and how they are made. What comes
 * before the frames, such as TLS or a greeting, is the transport's: it fills the {@link Front}.
 * Safe on every thread.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what matters of these is told to the pipeline
public final class StreamSockets {
  private static final Logger LOG = LoggerFactory.getLogger(StreamSockets.class);

  /** Adds to a pipeline what comes before the handler of the link; on the event loop. */
  @FunctionalInterface
  public interface Front {
    void fill(Channel connection) throws IOException;
  }

  /** Where somebody may be reached, to be tried in this order; may ask the system, and block. */
  @FunctionalInterface
  public interface Places {
    List<? extends SocketAddress> find() throws IOException;
  }

  /**
   * The types of the system's sockets.
   *
   * @param options of each socket, besides those that all have
   */
  public record Kind(
      Class<? extends ServerChannel> listener,
      Class<? extends Channel> socket,
      Map<ChannelOption<?>, Object> options) {

    public Kind {
      options = Map.copyOf(options);
    }

    /** TCP, which waits before it sends little unless told not to. */
    public static Kind tcp(SystemIo io) {
      Map<ChannelOption<?>, Object> options = Map.of(ChannelOption.TCP_NODELAY, true);
      return io.isEpoll()
          ? new Kind(EpollServerSocketChannel.class, EpollSocketChannel.class, options)
          : new Kind(NioServerSocketChannel.class, NioSocketChannel.class, options);
    }
  }

  private final Kind kind;
  private final EventLoops loops;
  private final Connections connections;
  private final ChannelBounds bounds;

  public StreamSockets(Kind kind, EventLoops loops, Connections connections, ChannelBounds bounds) {
    this.kind = kind;
    this.loops = loops;
    this.connections = connections;
    this.bounds = bounds;
  }

  /** Listens, or fails to: whoever calls says why in the words of its addresses. Blocks. */
  public ChannelFuture bind(SocketAddress at, ChannelListener listener, Front front) {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loops.serving(Lane.CALLS))
            .channel(kind.listener())
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, ChannelBounds.SOCKET_WATER_MARK)
            .childHandler(new Accepting(listener, front));
    kind.options().forEach((option, value) -> bootstrap.childOption(any(option), value));
    return bootstrap.bind(at).awaitUninterruptibly();
  }

  /**
   * Makes a link to the first place that has one; blocks, at most for the time of a handshake in
   * all.
   *
   * @throws LinkRefusedException if one side does not admit the other: no further place is tried
   * @throws IOException if there is no link; the message says why
   */
  public Link dial(
      URI address,
      Places places,
      Expectation expectation,
      LinkOptions options,
      Receiver receiver,
      Addresses addresses,
      Front front)
      throws IOException {
    long deadline = System.nanoTime() + options.handshakeTimeout().toNanos();
    IOException last = new IOException("cannot reach " + address + ": no address to try");
    for (SocketAddress place : places.find()) {
      connections.demandRunning();
      Dialling dialling = new Dialling(address, receiver, options.handshakeTimeout());
      Making making = new Making(dialling, options, addresses, front);
      try {
        return dial(place, expectation, making, Math.max(1, deadline - System.nanoTime()));
      } catch (LinkRefusedException e) {
        throw e;
      } catch (IOException e) {
        last = e;
      }
    }
    throw last;
  }

  private Link dial(SocketAddress place, Expectation expectation, Making making, long nanos)
      throws IOException {
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loops.serving(expectation.lane()))
            .channel(kind.socket())
            .option(ChannelOption.WRITE_BUFFER_WATER_MARK, ChannelBounds.SOCKET_WATER_MARK)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, millis(nanos))
            .handler(making);
    kind.options().forEach((option, value) -> bootstrap.option(any(option), value));
    ChannelFuture connecting = bootstrap.connect(place, from(place, expectation));
    connecting.addListener(
        done -> {
          if (!done.isSuccess()) {
            making.dialling.failed(done.cause());
          }
        });
    try {
      Link link = making.dialling.await(nanos);
      if (connections.isStopped()) {
        link.close();
      }
      return link;
    } catch (IOException e) {
      connecting.channel().close();
      throw e;
    }
  }

  /** The interface to leave by is chosen by its address; sockets without one leave by none. */
  private static @Nullable SocketAddress from(SocketAddress place, Expectation expectation) {
    return place instanceof InetSocketAddress
        ? expectation.from().map(from -> new InetSocketAddress(from, 0)).orElse(null)
        : null;
  }

  /** Netty compares the value with the option's type. */
  @SuppressWarnings("unchecked")
  private static ChannelOption<Object> any(ChannelOption<?> option) {
    return (ChannelOption<Object>) option;
  }

  private static int millis(long nanos) {
    return (int) Math.min(Integer.MAX_VALUE, Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)));
  }

  private final class Accepting extends ChannelInitializer<Channel> {
    private final ChannelListener listener;
    private final Front front;

    Accepting(ChannelListener listener, Front front) {
      this.listener = listener;
      this.front = front;
    }

    @Override
    protected void initChannel(Channel connection) throws IOException {
      Optional<LinkHandler> handler = listener.connected(connection);
      if (handler.isEmpty() || connections.isStopped()) {
        connection.close();
        return;
      }
      front.fill(connection);
      connections.add(connection, handler.get());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext at, Throwable cause) {
      LOG.debug("{} was not accepted: {}", at.channel(), Reasons.root(cause));
      at.close();
    }
  }

  private final class Making extends ChannelInitializer<Channel> {
    private final Dialling dialling;
    private final LinkOptions options;
    private final Addresses addresses;
    private final Front front;

    Making(Dialling dialling, LinkOptions options, Addresses addresses, Front front) {
      this.dialling = dialling;
      this.options = options;
      this.addresses = addresses;
      this.front = front;
    }

    @Override
    protected void initChannel(Channel connection) throws IOException {
      front.fill(connection);
      connections.add(
          connection, new LinkHandler(connection, dialling, options, bounds, addresses));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext at, Throwable cause) {
      dialling.failed(cause);
      at.close();
    }
  }
}
