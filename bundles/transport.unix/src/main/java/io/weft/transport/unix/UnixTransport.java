package io.weft.transport.unix;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.weft.channel.Addresses;
import io.weft.channel.AlertFirst;
import io.weft.channel.ChannelBounds;
import io.weft.channel.ChannelListener;
import io.weft.channel.Connections;
import io.weft.channel.EventLoops;
import io.weft.channel.Greeter;
import io.weft.channel.Proving;
import io.weft.channel.StreamSockets;
import io.weft.channel.SystemIo;
import io.weft.endpoint.Reasons;
import io.weft.node.NodeId;
import io.weft.transport.Acceptor;
import io.weft.transport.Expectation;
import io.weft.transport.Link;
import io.weft.transport.LinkOptions;
import io.weft.transport.Listener;
import io.weft.transport.Protection;
import io.weft.transport.Receiver;
import io.weft.transport.Transport;
import io.weft.trust.Identity;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Links over Unix sockets, {@code unix:/path}, between nodes of one user on one machine: the system
 * vouches for the user, a signed greeting for the node, and nothing is encrypted. Frames have a
 * length of four bytes before them. One connection is one link. Safe on every thread.
 *
 * <p>Bounds are those of every transport over channels: {@link ChannelBounds}.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what matters of these is told to the pipeline
public final class UnixTransport implements Transport, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(UnixTransport.class);
  private static final String LABEL = "Unix";

  /** What greetings are signed for. */
  static final String GREETING = "unix";

  private static final Addresses ADDRESSES = UnixAddress.ofChannels();

  /**
   * What the system may hold for a reader: with its usual 208 KiB, writer and reader of a file wait
   * for each other more often (2 GiB in 1.55 to 1.69 s instead of 1.69 to 1.70). It takes what is
   * allowed (net.core.wmem_max).
   */
  private static final int SEND_BUFFER_BYTES = 512 << 10;

  private final Identity identity;
  private final UnixSettings settings;
  private final User own;
  private final SystemIo io;
  private final EventLoops loops;
  private final Connections connections = new Connections(LABEL);
  private final StreamSockets sockets;

  /**
   * Starts the threads.
   *
   * @throws IllegalStateException if the settings ask for an engine that this machine does not have
   * @throws IOException if it cannot be told which user runs this
   */
  public UnixTransport(Identity identity, UnixSettings settings) throws IOException {
    this.identity = identity;
    this.settings = settings;
    own = User.current();
    io = new SystemIo(settings.nativeTransport());
    loops = new EventLoops(LABEL, settings.loops(), io);
    sockets = new StreamSockets(kind(io), loops, connections, settings.bounds());
    LOG.info("Unix sockets by {}, {} event loops", io.description(), settings.loops());
  }

  @Override
  public Listener listen(URI address, LinkOptions options, Acceptor acceptor) throws IOException {
    UnixAddress at = fitting(UnixAddress.of(address));
    connections.demandRunning();
    SocketPlace.prepare(at, own);
    SocketFile file = SocketFile.claim(at);
    ChannelListener listener = new ChannelListener(options, settings.bounds(), ADDRESSES, acceptor);
    ChannelFuture bound =
        sockets.bind(
            at.socket(io.isEpoll()),
            listener,
            connection -> greet(connection, Proving.Role.LISTENER, Optional.empty(), options));
    bound.channel().closeFuture().addListener(closed -> file.close());
    if (!bound.isSuccess()) {
      file.close();
      String reason = Reasons.root(bound.cause());
      throw reason.contains("in use")
          ? SocketFile.inUse(at)
          : new IOException("cannot listen at " + at.uri() + ": " + reason, bound.cause());
    }
    try {
      file.bound();
      connections.add(bound.channel(), listener);
    } catch (IOException e) {
      bound.channel().close();
      throw e;
    }
    return new Held(listener, file);
  }

  @Override
  public Link dial(URI address, Expectation expectation, LinkOptions options, Receiver receiver)
      throws IOException {
    UnixAddress wanted = UnixAddress.of(address);
    connections.demandRunning();
    if (wanted.isTooLong()) {
      throw new IOException("cannot reach " + address + ": " + tooLong(wanted));
    }
    if (!Files.exists(wanted.path())) {
      throw new IOException("cannot reach " + address + ": there is no such socket");
    }
    return sockets.dial(
        address,
        () -> List.of(wanted.socket(io.isEpoll())),
        expectation,
        options,
        receiver,
        ADDRESSES,
        connection -> greet(connection, Proving.Role.DIALLER, expectation.peer(), options));
  }

  /** Closes all links and listeners, and ends the threads; nothing is called back afterwards. */
  @Override
  public void close() {
    connections.close();
    loops.close();
  }

  /** The default path may be too long on deep data folders; one that was chosen must fit. */
  private UnixAddress fitting(UnixAddress wanted) throws IOException {
    if (!wanted.isTooLong()) {
      return wanted;
    }
    UnixAddress instead =
        settings.socketPath().isPresent()
            ? wanted
            : SocketPlace.instead(wanted, System::getenv, own);
    if (instead.isTooLong()) {
      throw new IOException("cannot listen at " + wanted.uri() + ": " + tooLong(instead));
    }
    LOG.info("{}: {}; it is {} instead", wanted.uri(), tooLong(wanted), instead.uri());
    return instead;
  }

  private static String tooLong(UnixAddress address) {
    return address.path()
        + " has "
        + address.bytes()
        + " bytes (limit "
        + UnixAddress.longest()
        + " for sockets); set a shorter socket_path";
  }

  private void greet(
      Channel connection, Proving.Role role, Optional<NodeId> expected, LinkOptions options) {
    connection.pipeline().addLast(new AlertFirst()).addLast(new SameUser(own));
    if (options.secured()) {
      connection
          .pipeline()
          .addLast(
              new Greeter(
                  new Proving(identity, GREETING, role, expected),
                  Protection.LOCAL_USER,
                  options.handshakeTimeout()));
    }
  }

  private static StreamSockets.Kind kind(SystemIo io) {
    Map<ChannelOption<?>, Object> options = Map.of(ChannelOption.SO_SNDBUF, SEND_BUFFER_BYTES);
    return io.isEpoll()
        ? new StreamSockets.Kind(
            EpollServerDomainSocketChannel.class, EpollDomainSocketChannel.class, options)
        : new StreamSockets.Kind(
            NioServerDomainSocketChannel.class, NioDomainSocketChannel.class, options);
  }

  /** A listener and the path that it holds. */
  private record Held(ChannelListener listener, SocketFile file) implements Listener {
    @Override
    public URI address() {
      return listener.address();
    }

    @Override
    public void close() {
      listener.close();
      file.close();
    }
  }
}
