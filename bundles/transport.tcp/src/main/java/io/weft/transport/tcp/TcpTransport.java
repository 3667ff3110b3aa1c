package io.weft.transport.tcp;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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

  /** Beyond the send queue, what lies encrypted before the socket (bytes, low and high). */
  private static final WriteBufferWaterMark SOCKET_WATER_MARK =
      new WriteBufferWaterMark(128 << 10, 256 << 10);

  /** Links have this long for what was sent, when the transport stops (milliseconds). */
  private static final long STOP_MILLIS = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(TcpTransport.class);

  private final TcpSettings settings;
  private final EventLoops loops;
  private final MutualTls tls;
  private final Map<Channel, LinkHandler> connections = new ConcurrentHashMap<>();
  private final Set<TcpListener> listeners = ConcurrentHashMap.newKeySet();
  private volatile boolean stopped;

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
    tls = new MutualTls(identity, settings);
    loops = new EventLoops(settings);
    LOG.info(
        "TCP by {}, TLS 1.3 by {}, {} event loops",
        loops.description(settings),
        tls.description(settings),
        settings.loops());
  }

  @Override
  public Listener listen(URI address, LinkOptions options, Acceptor acceptor) throws IOException {
    TcpAddress wanted = TcpAddress.of(address);
    InetAddress at = wanted.resolve().get(0);
    demandLoopbackIfPlain(at, address, options);
    demandRunning();
    if (options.secured()) {
      tls.prepareToAccept();
    }
    TcpListener listener = new TcpListener(options, settings, acceptor);
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loops.serving(Lane.CALLS))
            .channel(loops.listenerType())
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, SOCKET_WATER_MARK)
            .childHandler(accepting(listener, options))
            .bind(new InetSocketAddress(at, wanted.port()))
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw TcpListener.cannotListen(address, bound.cause());
    }
    listener.listening(bound.channel());
    listeners.add(listener);
    bound.channel().closeFuture().addListener(closed -> listeners.remove(listener));
    if (stopped) {
      listener.close();
      demandRunning();
    }
    return listener;
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
      demandRunning();
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
    stopped = true;
    for (TcpListener listener : listeners) {
      listener.close();
    }
    List<Channel> closing = new ArrayList<>(connections.keySet());
    for (LinkHandler handler : connections.values()) {
      handler.finish();
    }
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(STOP_MILLIS);
    for (Channel channel : closing) {
      long left = Math.max(0, deadline - System.nanoTime());
      channel.closeFuture().awaitUninterruptibly(left, TimeUnit.NANOSECONDS);
    }
    for (LinkHandler handler : connections.values()) {
      handler.abandon("the TCP transport is stopped");
    }
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
            .channel(loops.socketType())
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.WRITE_BUFFER_WATER_MARK, SOCKET_WATER_MARK)
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
      TcpLink link = dialling.await(nanos);
      if (stopped) {
        link.close();
      }
      return link;
    } catch (IOException e) {
      connecting.channel().close();
      throw e;
    }
  }

  private ChannelInitializer<Channel> accepting(TcpListener listener, LinkOptions options) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel connection) throws IOException {
        Optional<LinkHandler> handler = listener.connected(connection);
        if (handler.isEmpty() || stopped) {
          connection.close();
          return;
        }
        if (options.secured()) {
          connection
              .pipeline()
              .addLast(new AlertFirst())
              .addLast(tls.accepting(connection.alloc(), options.handshakeTimeout()));
        }
        add(connection, handler.get());
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
        add(connection, new LinkHandler(connection, dialling, options, settings));
      }

      @Override
      public void exceptionCaught(ChannelHandlerContext at, Throwable cause) {
        dialling.failed(cause);
        at.close();
      }
    };
  }

  private void add(Channel connection, LinkHandler handler) {
    connection.pipeline().addLast(handler);
    connections.put(connection, handler);
    connection.closeFuture().addListener(closed -> connections.remove(connection));
  }

  private void demandRunning() throws IOException {
    if (stopped) {
      throw new IOException("the TCP transport is stopped");
    }
  }

  private static void demandLoopbackIfPlain(InetAddress at, URI address, LinkOptions options) {
    if (!options.secured() && !at.isLoopbackAddress()) {
      throw new IllegalArgumentException(
          "links without TLS are for loopback only, and "
              + address
              + " is not; use 127.0.0.1 or leave security switched on (security_enabled)");
    }
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
