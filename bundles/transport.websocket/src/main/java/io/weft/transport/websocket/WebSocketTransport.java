package io.weft.transport.websocket;

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
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.weft.channel.Addresses;
import io.weft.channel.AlertFirst;
import io.weft.channel.ChannelBounds;
import io.weft.channel.ChannelListener;
import io.weft.channel.Connections;
import io.weft.channel.Dialling;
import io.weft.channel.EventLoops;
import io.weft.channel.LinkHandler;
import io.weft.channel.MutualTls;
import io.weft.channel.Proving;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Links over WebSockets (RFC 6455), {@code wss://host:port/weft}: binary messages in which frames
 * have a length of four bytes before them, as on every channel. Nodes prove themselves to one
 * another by mutual TLS 1.3, browsers by a signed greeting behind TLS; on loopback there may be the
 * greeting alone, {@code ws://}. One port serves all. Safe on every thread.
 *
 * <p>Bounds are those of every transport over channels: {@link ChannelBounds}.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what matters of these is told to the pipeline
final class WebSocketTransport implements Transport, AutoCloseable {

  /** First line and headers of a request or response (bytes): browsers send some 700. */
  static final int MAX_LINE_BYTES = 1024;

  static final int MAX_HEADER_BYTES = 8 * 1024;

  /** Requests have no body; that of a refusal is for people (bytes). */
  static final int MAX_BODY_BYTES = 1024;

  private static final String LABEL = "WebSocket";
  private static final Addresses ACCEPTED = WebSocketAddress.ofChannels();
  private static final Logger LOG = LoggerFactory.getLogger(WebSocketTransport.class);

  private final Identity identity;
  private final WebSocketSettings settings;
  private final SystemIo io;
  private final EventLoops loops;
  private final MutualTls tls;
  private final ClientFiles files = new ClientFiles();
  private final Connections connections = new Connections(LABEL);

  /**
   * Starts the threads.
   *
   * @throws IllegalStateException if the settings ask for an engine that this machine does not have
   */
  WebSocketTransport(Identity identity, WebSocketSettings settings) {
    this.identity = identity;
    this.settings = settings;
    io = new SystemIo(settings.nativeTransport());
    tls = new MutualTls(LABEL, identity, settings.tlsProvider(), ClientHello.OFFERED);
    loops = new EventLoops(LABEL, settings.loops(), io);
    LOG.info(
        "WebSockets by {}, TLS 1.3 by {}, {} event loops",
        io.description(),
        tls.description(),
        settings.loops());
  }

  @Override
  public Listener listen(URI address, LinkOptions options, Acceptor acceptor) throws IOException {
    WebSocketAddress wanted = WebSocketAddress.of(address);
    InetAddress at = wanted.place().resolve().get(0);
    demandLoopbackIfPlain(wanted, at, address, options);
    connections.demandRunning();
    if (options.secured()) {
      tls.prepareToAccept();
    }
    Addresses addresses = WebSocketAddress.ofChannels(wanted.tls());
    ChannelListener listener = new ChannelListener(options, settings.bounds(), ACCEPTED, acceptor);
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loops.serving(Lane.CALLS))
            .channel(listenerType())
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, ChannelBounds.SOCKET_WATER_MARK)
            .childHandler(accepting(listener, options))
            .bind(new InetSocketAddress(at, wanted.place().port()))
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw CannotListen.at(address, bound.cause());
    }
    connections.add(bound.channel(), listener);
    listener.listening(addresses.local(bound.channel()));
    return listener;
  }

  @Override
  public Link dial(URI address, Expectation expectation, LinkOptions options, Receiver receiver)
      throws IOException {
    WebSocketAddress wanted = WebSocketAddress.of(address);
    if (wanted.place().port() == 0) {
      throw new IllegalArgumentException("nobody can be dialled at port 0: " + address);
    }
    long deadline = System.nanoTime() + options.handshakeTimeout().toNanos();
    List<InetAddress> candidates = wanted.place().resolve(expectation.from());
    for (InetAddress candidate : candidates) {
      demandLoopbackIfPlain(wanted, candidate, address, options);
    }
    IOException last = new IOException("cannot reach " + address + ": no address to try");
    for (InetAddress candidate : candidates) {
      connections.demandRunning();
      try {
        return dial(candidate, wanted, expectation, options, receiver, deadline);
      } catch (LinkRefusedException e) {
        throw e;
      } catch (IOException e) {
        last = e;
      }
    }
    throw last;
  }

  /** Closes all links and listeners, and ends the threads; nothing is called back afterwards. */
  @Override
  public void close() {
    connections.close();
    loops.close();
    tls.close();
  }

  private Link dial(
      InetAddress to,
      WebSocketAddress wanted,
      Expectation expectation,
      LinkOptions options,
      Receiver receiver,
      long deadline)
      throws IOException {
    Dialling dialling = new Dialling(wanted.uri(), receiver, options.handshakeTimeout());
    long nanos = Math.max(1, deadline - System.nanoTime());
    ChannelFuture connecting =
        new Bootstrap()
            .group(loops.serving(expectation.lane()))
            .channel(socketType())
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.WRITE_BUFFER_WATER_MARK, ChannelBounds.SOCKET_WATER_MARK)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, millis(nanos))
            .handler(dialling(dialling, wanted, expectation, options))
            .connect(
                new InetSocketAddress(to, wanted.place().port()),
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
    Upgraded upgraded =
        new Upgraded(options, () -> proving(Proving.Role.LISTENER, Optional.empty()));
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel connection) {
        Optional<LinkHandler> handler = listener.connected(connection);
        if (handler.isEmpty() || connections.isStopped()) {
          connection.close();
          return;
        }
        connection.pipeline().addLast(new AlertFirst());
        if (options.secured()) {
          connection
              .pipeline()
              .addLast(new FirstByte(() -> new ClientHello(tls, options.handshakeTimeout())));
        }
        connection
            .pipeline()
            .addLast(new HttpServerCodec(bounded()))
            .addLast(new HttpObjectAggregator(MAX_BODY_BYTES, true))
            .addLast(new Reception(upgraded, settings.origins(), files));
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
      Dialling dialling, WebSocketAddress to, Expectation expectation, LinkOptions options) {
    boolean withTls = to.tls() && options.secured();
    Upgraded upgraded =
        new Upgraded(options, () -> proving(Proving.Role.DIALLER, expectation.peer()));
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel connection) throws IOException {
        if (withTls) {
          connection
              .pipeline()
              .addLast(
                  tls.dialling(connection.alloc(), expectation.peer(), options.handshakeTimeout()));
        }
        connection
            .pipeline()
            .addLast(new HttpClientCodec(bounded(), false, false))
            .addLast(new HttpObjectAggregator(MAX_BODY_BYTES, true))
            .addLast(new Knock(to.uri(), withTls, upgraded));
        connections.add(
            connection,
            new LinkHandler(
                connection,
                dialling,
                options,
                settings.bounds(),
                WebSocketAddress.ofChannels(to.tls())));
      }

      @Override
      public void exceptionCaught(ChannelHandlerContext at, Throwable cause) {
        dialling.failed(cause);
        at.close();
      }
    };
  }

  private Proving proving(Proving.Role role, Optional<io.weft.node.NodeId> expected) {
    return new Proving(identity, Upgraded.GREETING, role, expected);
  }

  static HttpDecoderConfig bounded() {
    return new HttpDecoderConfig()
        .setMaxInitialLineLength(MAX_LINE_BYTES)
        .setMaxHeaderSize(MAX_HEADER_BYTES)
        .setMaxChunkSize(MAX_BODY_BYTES);
  }

  private Class<? extends SocketChannel> socketType() {
    return io.isEpoll() ? EpollSocketChannel.class : NioSocketChannel.class;
  }

  private Class<? extends ServerChannel> listenerType() {
    return io.isEpoll() ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
  }

  private static void demandLoopbackIfPlain(
      WebSocketAddress wanted, InetAddress at, URI address, LinkOptions options) {
    if (at.isLoopbackAddress()) {
      return;
    }
    if (!options.secured()) {
      throw new IllegalArgumentException(
          "links without security are for loopback only, and "
              + address
              + " is not; use 127.0.0.1 or leave security switched on (security_enabled)");
    }
    if (!wanted.tls()) {
      throw new IllegalArgumentException(
          "ws is for loopback only, and " + address + " is not; use 127.0.0.1 or wss");
    }
  }

  private static int millis(long nanos) {
    return (int) Math.min(Integer.MAX_VALUE, Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)));
  }
}
