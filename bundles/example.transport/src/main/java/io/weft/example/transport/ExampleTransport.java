package io.weft.example.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.weft.channel.Addresses;
import io.weft.channel.AlertFirst;
import io.weft.channel.ChannelBounds;
import io.weft.channel.ChannelListener;
import io.weft.channel.Connections;
import io.weft.channel.Dialling;
import io.weft.channel.EventLoops;
import io.weft.channel.HostPort;
import io.weft.channel.LinkHandler;
import io.weft.channel.MutualTls;
import io.weft.channel.Reasons;
import io.weft.channel.SystemIo;
import io.weft.transport.Acceptor;
import io.weft.transport.Expectation;
import io.weft.transport.Lane;
import io.weft.transport.Link;
import io.weft.transport.LinkOptions;
import io.weft.transport.Listener;
import io.weft.transport.Receiver;
import io.weft.transport.Transport;
import io.weft.trust.Identity;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ComponentPropertyType;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * Links between nodes of one machine, {@code example://127.0.0.1:port}: TCP with mutual TLS 1.3, on
 * loopback and nowhere else. The smallest transport that keeps the whole contract; what it leaves
 * out beside {@code transport.tcp} is settings, epoll, and words for each failure. Safe on every
 * thread.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what matters of these is told to the pipeline
@Component(
    service = Transport.class,
    property = {
      Transport.LISTEN + "=example://127.0.0.1:0",
      Transport.STATE + "=loopback only",
      // The same way as TCP's, by nio instead of epoll: not measured, and not to be preferred.
      Transport.COST + ":Integer=110"
    })
@ExampleTransport.Schemes
public final class ExampleTransport implements Transport, AutoCloseable {

  private static final String LABEL = "example";
  private static final String SCHEME = "example";
  private static final Addresses ADDRESSES = HostPort.ofChannels(SCHEME);
  private static final ChannelBounds BOUNDS = ChannelBounds.DEFAULT;

  private final EventLoops loops =
      new EventLoops(LABEL, EventLoops.fitting(), new SystemIo(SystemIo.Wanted.NIO));
  private final Connections connections = new Connections(LABEL);
  private final MutualTls tls;

  /** Of this node: its identity says who gets a link. */
  @Activate
  public ExampleTransport(@Reference Identity identity) {
    tls = new MutualTls(LABEL, identity, MutualTls.Provider.AUTO);
  }

  @Override
  public Listener listen(URI address, LinkOptions options, Acceptor acceptor) throws IOException {
    InetSocketAddress at = onLoopback(address);
    connections.demandRunning();
    ChannelListener listener = new ChannelListener(options, BOUNDS, ADDRESSES, acceptor);
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loops.serving(Lane.CALLS))
            .channel(NioServerSocketChannel.class)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, ChannelBounds.SOCKET_WATER_MARK)
            .childHandler(new Accepting(listener, options))
            .bind(at)
            .awaitUninterruptibly();
    if (bound.cause() instanceof BindException taken) {
      throw new IOException(address + " is in use; choose another port or 0 for any", taken);
    }
    if (!bound.isSuccess()) {
      throw new IOException(
          "cannot listen at " + address + ": " + Reasons.root(bound.cause()), bound.cause());
    }
    return connections.add(bound.channel(), listener);
  }

  @Override
  public Link dial(URI address, Expectation expectation, LinkOptions options, Receiver receiver)
      throws IOException {
    InetSocketAddress to = onLoopback(address);
    connections.demandRunning();
    Dialling dialling = new Dialling(address, receiver, options.handshakeTimeout());
    ChannelFuture connecting =
        new Bootstrap()
            .group(loops.serving(expectation.lane()))
            .channel(NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.WRITE_BUFFER_WATER_MARK, ChannelBounds.SOCKET_WATER_MARK)
            .handler(new Making(dialling, expectation, options))
            .connect(to);
    connecting.addListener(
        done -> {
          if (!done.isSuccess()) {
            dialling.failed(done.cause());
          }
        });
    try {
      Link link = dialling.await(options.handshakeTimeout().toNanos());
      if (connections.isStopped()) {
        link.close();
      }
      return link;
    } catch (IOException e) {
      connecting.channel().close();
      throw e;
    }
  }

  /** Closes all links and listeners, and ends the threads; nothing is called back afterwards. */
  @Deactivate
  @Override
  public void close() {
    connections.close();
    loops.close();
    tls.close();
  }

  private static InetSocketAddress onLoopback(URI address) throws IOException {
    HostPort wanted = HostPort.of(SCHEME, address);
    InetAddress host = wanted.resolve().get(0);
    if (!host.isLoopbackAddress()) {
      throw new IllegalArgumentException(
          "links of the example are for loopback only, and " + address + " is not");
    }
    return new InetSocketAddress(host, wanted.port());
  }

  /** The pipeline of a connection that came in: TLS asks who it is before the link opens. */
  private final class Accepting extends ChannelInitializer<Channel> {
    private final ChannelListener listener;
    private final LinkOptions options;

    Accepting(ChannelListener listener, LinkOptions options) {
      this.listener = listener;
      this.options = options;
    }

    @Override
    protected void initChannel(Channel connection) throws IOException {
      Optional<LinkHandler> handler = listener.connected(connection);
      if (handler.isEmpty() || connections.isStopped()) {
        connection.close();
        return;
      }
      if (options.secured()) {
        connection
            .pipeline()
            .addLast(new AlertFirst())
            .addLast(tls.accepting(connection.alloc(), options.handshakeTimeout()));
      }
      connections.add(connection, handler.get());
    }
  }

  /** The pipeline of a connection that is dialled: TLS demands the node that is expected. */
  private final class Making extends ChannelInitializer<Channel> {
    private final Dialling dialling;
    private final Expectation expectation;
    private final LinkOptions options;

    Making(Dialling dialling, Expectation expectation, LinkOptions options) {
      this.dialling = dialling;
      this.expectation = expectation;
      this.options = options;
    }

    @Override
    protected void initChannel(Channel connection) throws IOException {
      if (options.secured()) {
        connection
            .pipeline()
            .addLast(
                tls.dialling(connection.alloc(), expectation.peer(), options.handshakeTimeout()));
      }
      connections.add(
          connection, new LinkHandler(connection, dialling, options, BOUNDS, ADDRESSES));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext at, Throwable cause) {
      dialling.failed(cause);
      at.close();
    }
  }

  /** The service property {@link Transport#SCHEMES}. */
  @ComponentPropertyType
  @interface Schemes {
    String[] weft_transport_schemes() default {SCHEME};
  }
}
