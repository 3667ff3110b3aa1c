package io.weft.transport.websocket;

import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.weft.channel.Addresses;
import io.weft.channel.AlertFirst;
import io.weft.channel.ChannelBounds;
import io.weft.channel.ChannelListener;
import io.weft.channel.Connections;
import io.weft.channel.EventLoops;
import io.weft.channel.MutualTls;
import io.weft.channel.Proving;
import io.weft.channel.StreamSockets;
import io.weft.channel.SystemIo;
import io.weft.endpoint.CannotListen;
import io.weft.transport.Acceptor;
import io.weft.transport.Expectation;
import io.weft.transport.Link;
import io.weft.transport.LinkOptions;
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
  private final EventLoops loops;
  private final MutualTls tls;
  private final ClientFiles files = new ClientFiles();
  private final Connections connections = new Connections(LABEL);
  private final StreamSockets sockets;

  /**
   * Starts the threads.
   *
   * @throws IllegalStateException if the settings ask for an engine that this machine does not have
   */
  WebSocketTransport(Identity identity, WebSocketSettings settings) {
    this.identity = identity;
    this.settings = settings;
    SystemIo io = new SystemIo(settings.nativeTransport());
    tls = new MutualTls(LABEL, identity, settings.tlsProvider(), ClientHello.OFFERED);
    loops = new EventLoops(LABEL, settings.loops(), io);
    sockets = new StreamSockets(StreamSockets.Kind.tcp(io), loops, connections, settings.bounds());
    LOG.info("WebSockets by {}, {} event loops", io.description(), settings.loops());
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
        sockets.bind(
            new InetSocketAddress(at, wanted.place().port()), listener, accepting(options));
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
    return sockets.dial(
        wanted.uri(),
        () -> {
          List<InetSocketAddress> places = wanted.place().places(expectation.from());
          for (InetSocketAddress place : places) {
            demandLoopbackIfPlain(wanted, place.getAddress(), address, options);
          }
          return places;
        },
        expectation,
        options,
        receiver,
        WebSocketAddress.ofChannels(wanted.tls()),
        dialling(wanted, expectation, options));
  }

  /** Closes all links and listeners, and ends the threads; nothing is called back afterwards. */
  @Override
  public void close() {
    connections.close();
    loops.close();
    tls.close();
  }

  private StreamSockets.Front accepting(LinkOptions options) {
    Upgraded upgraded =
        new Upgraded(options, () -> proving(Proving.Role.LISTENER, Optional.empty()));
    return connection -> {
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
    };
  }

  private StreamSockets.Front dialling(
      WebSocketAddress to, Expectation expectation, LinkOptions options) {
    boolean withTls = to.tls() && options.secured();
    Upgraded upgraded =
        new Upgraded(options, () -> proving(Proving.Role.DIALLER, expectation.peer()));
    return connection -> {
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
}
