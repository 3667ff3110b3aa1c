package io.weft.transport.tcp;

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
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.weft.channel.AlertFirst;
import io.weft.channel.ChannelBounds;
import io.weft.channel.ChannelListener;
import io.weft.channel.Connections;
import io.weft.channel.Dialling;
import io.weft.channel.EventLoops;
import io.weft.channel.LinkHandler;
import io.weft.channel.MutualTls;
import io.weft.channel.Reasons;
import io.weft.channel.SystemIo;
import io.weft.transport.Acceptor;
import io.weft.transport.Expectation;
import io.weft.transport.Lane;
import io.weft.transport.Link;
import io.weft.transport.LinkOptions;
import io.weft.transport.LinkRefusedException;
import io.weft.transport.Listener;
import io.weft.transport.Receiver;
import io.weft.transport.Transport;
import io.weft.trust.Identity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ComponentPropertyType;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Links over TCP, {@code tcp://host:port}: mutual TLS 1.3, a length of four bytes before each
 * frame. One connection is one link. Safe on every thread.
 *
 * <p>Bounds: a sender blocks while {@code send_high_water_bytes} are waiting on its link; a thread
 * that delivers frames does not, and the link is closed when it would leave more than {@code
 * send_bound_bytes} waiting.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what matters of these is told to the pipeline
@Component(
    service = Transport.class,
    configurationPid = TcpTransport.PID,
    property = {Transport.LISTEN + "=tcp://{bind}:{port}"})
@Designate(ocd = TcpConfiguration.class)
@TcpTransport.Schemes
public final class TcpTransport implements Transport, AutoCloseable {

  /** Where the settings are. */
  public static final String PID = "io.weft.transport.tcp";

  private static final String LABEL = "TCP";
  private static final Logger LOG = LoggerFactory.getLogger(TcpTransport.class);

  private final TcpSettings settings;
  private final SystemIo io;
  private final EventLoops loops;
  private final MutualTls tls;
  private final Connections connections = new Connections(LABEL);

  /** As a component; a change of settings makes a new one. */
  @Activate
  public TcpTransport(@Reference Identity identity, TcpConfiguration configuration) {
    this(identity, TcpSettings.of(configuration));
  }

  /**
   * @throws IllegalStateException if the settings ask for an engine that this machine does not have
   */
  public TcpTransport(Identity identity, TcpSettings settings) {
    this.settings = settings;
    io = new SystemIo(settings.nativeTransport());
    tls = new MutualTls(LABEL, identity, settings.tlsProvider());
    loops = new EventLoops(LABEL, settings.loops(), io);
    LOG.info(
        "TCP by {}, TLS 1.3 by {}, {} event loops",
        io.description(),
        tls.description(),
        settings.loops());
  }

  @Override
  public Listener listen(URI address, LinkOptions options, Acceptor acceptor) throws IOException {
    TcpAddress wanted = TcpAddress.of(address);
    InetAddress at = wanted.resolve().get(0);
    demandLoopbackIfPlain(at, address, options);
    connections.demandRunning();
    if (options.secured()) {
      tls.prepareToAccept();
    }
    ChannelListener listener =
        new ChannelListener(options, settings.bounds(), TcpAddress.OF_CHANNELS, acceptor);
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loops.serving(Lane.CALLS))
            .channel(listenerType())
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, ChannelBounds.SOCKET_WATER_MARK)
            .childHandler(accepting(listener, options))
            .bind(new InetSocketAddress(at, wanted.port()))
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw cannotListen(address, bound.cause());
    }
    return connections.add(bound.channel(), listener);
  }

  @Override
  public Link dial(URI address, Expectation expectation, LinkOptions options, Receiver receiver)
      throws IOException {
    TcpAddress wanted = TcpAddress.of(address);
    if (wanted.port() == 0) {
      throw new IllegalArgumentException("nobody can be dialled at port 0: " + address);
    }
    long deadline = System.nanoTime() + options.handshakeTimeout().toNanos();
    List<InetAddress> candidates = wanted.resolve(expectation.from());
    for (InetAddress candidate : candidates) {
      demandLoopbackIfPlain(candidate, address, options);
    }
    IOException last = new IOException("cannot reach " + address + ": no address to try");
    for (InetAddress candidate : candidates) {
      connections.demandRunning();
      try {
        return dial(candidate, wanted.port(), address, expectation, options, receiver, deadline);
      } catch (LinkRefusedException e) {
        throw e;
      } catch (IOException e) {
        last = e;
      }
    }
    throw last;
  }

  /** Closes all links and listeners, and ends the threads; nothing is called back afterwards. */
  @Deactivate
  @Override
  public void close() {
    connections.close();
    loops.close();
    tls.close();
  }

  private Link dial(
      InetAddress to,
      int port,
      URI address,
      Expectation expectation,
      LinkOptions options,
      Receiver receiver,
      long deadline)
      throws IOException {
    Dialling dialling = new Dialling(address, receiver, options.handshakeTimeout());
    long nanos = Math.max(1, deadline - System.nanoTime());
    ChannelFuture connecting =
        new Bootstrap()
            .group(loops.serving(expectation.lane()))
            .channel(socketType())
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.WRITE_BUFFER_WATER_MARK, ChannelBounds.SOCKET_WATER_MARK)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, millis(nanos))
            .handler(dialling(dialling, expectation, options))
            .connect(
                new InetSocketAddress(to, port),
                expectation.from().map(from -> new InetSocketAddress(from, 0)).orElse(null));
    connecting.addListener(
        done -> {
          if (!done.isSuccess()) {
            dialling.failed(done.cause());
          }
        });
    try {
      Link link = dialling.await(nanos);
      if (connections.isStopped()) {
        link.close();
      }
      return link;
    } catch (IOException e) {
      connecting.channel().close();
      throw e;
    }
  }

  private ChannelInitializer<Channel> accepting(ChannelListener listener, LinkOptions options) {
    return new ChannelInitializer<>() {
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

      @Override
      public void exceptionCaught(ChannelHandlerContext at, Throwable cause) {
        LOG.debug("{} was not accepted: {}", at.channel(), Reasons.root(cause));
        at.close();
      }
    };
  }

  private ChannelInitializer<Channel> dialling(
      Dialling dialling, Expectation expectation, LinkOptions options) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel connection) throws IOException {
        if (options.secured()) {
          connection
              .pipeline()
              .addLast(
                  tls.dialling(connection.alloc(), expectation.peer(), options.handshakeTimeout()));
        }
        connections.add(
            connection,
            new LinkHandler(
                connection, dialling, options, settings.bounds(), TcpAddress.OF_CHANNELS));
      }

      @Override
      public void exceptionCaught(ChannelHandlerContext at, Throwable cause) {
        dialling.failed(cause);
        at.close();
      }
    };
  }

  private Class<? extends SocketChannel> socketType() {
    return io.isEpoll() ? EpollSocketChannel.class : NioSocketChannel.class;
  }

  private Class<? extends ServerChannel> listenerType() {
    return io.isEpoll() ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
  }

  private static void demandLoopbackIfPlain(InetAddress at, URI address, LinkOptions options) {
    if (!options.secured() && !at.isLoopbackAddress()) {
      throw new IllegalArgumentException(
          "links without TLS are for loopback only, and "
              + address
              + " is not; use 127.0.0.1 or leave security switched on (security_enabled)");
    }
  }

  /** Says in words why an address cannot be listened at, and what to do. */
  private static IOException cannotListen(URI wanted, Throwable cause) {
    String reason = Reasons.root(cause);
    if (reason.contains("in use")) {
      return new IOException(
          wanted + " is in use by another program; choose another port or 0 for any free one",
          cause);
    }
    if (reason.contains("assign requested address")) {
      return new IOException(
          wanted + " is no address of this machine; choose one of its own, or 0.0.0.0 for all",
          cause);
    }
    if (reason.contains("ermission denied")) {
      return new IOException(
          wanted + " needs more rights than this program has; choose a port above 1023", cause);
    }
    return new IOException("cannot listen at " + wanted + ": " + reason, cause);
  }

  private static int millis(long nanos) {
    return (int) Math.min(Integer.MAX_VALUE, Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)));
  }

  /** The service property {@link Transport#SCHEMES}. */
  @ComponentPropertyType
  @interface Schemes {
    String[] weft_transport_schemes() default {TcpAddress.SCHEME};
  }
}
