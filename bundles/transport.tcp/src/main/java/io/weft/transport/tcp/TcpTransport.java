package io.weft.transport.tcp;

import io.netty.channel.ChannelFuture;
import io.weft.channel.Addresses;
import io.weft.channel.AlertFirst;
import io.weft.channel.ChannelListener;
import io.weft.channel.Connections;
import io.weft.channel.EventLoops;
import io.weft.channel.MutualTls;
import io.weft.channel.StreamSockets;
import io.weft.channel.SystemIo;
import io.weft.endpoint.CannotListen;
import io.weft.endpoint.HostPort;
import io.weft.endpoint.PlainLinks;
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
  private static final String SCHEME = "tcp";
  private static final Addresses ADDRESSES = Addresses.ofHosts(SCHEME);
  private static final Logger LOG = LoggerFactory.getLogger(TcpTransport.class);

  private final TcpSettings settings;
  private final EventLoops loops;
  private final MutualTls tls;
  private final Connections connections = new Connections(LABEL);
  private final StreamSockets sockets;

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
    SystemIo io = new SystemIo(settings.nativeTransport());
    tls = new MutualTls(LABEL, identity, settings.tlsProvider());
    loops = new EventLoops(LABEL, settings.loops(), io);
    sockets = new StreamSockets(StreamSockets.Kind.tcp(io), loops, connections, settings.bounds());
    LOG.info("TCP by {}, {} event loops", io.description(), settings.loops());
  }

  @Override
  public Listener listen(URI address, LinkOptions options, Acceptor acceptor) throws IOException {
    HostPort wanted = HostPort.of(SCHEME, address);
    InetAddress at = wanted.resolve().get(0);
    PlainLinks.demandLoopback(at, address, options);
    connections.demandRunning();
    if (options.secured()) {
      tls.prepareToAccept();
    }
    ChannelListener listener = new ChannelListener(options, settings.bounds(), ADDRESSES, acceptor);
    ChannelFuture bound =
        sockets.bind(
            new InetSocketAddress(at, wanted.port()),
            listener,
            connection -> {
              if (options.secured()) {
                connection
                    .pipeline()
                    .addLast(new AlertFirst())
                    .addLast(tls.accepting(connection.alloc(), options.handshakeTimeout()));
              }
            });
    if (!bound.isSuccess()) {
      throw CannotListen.at(address, bound.cause());
    }
    return connections.add(bound.channel(), listener);
  }

  @Override
  public Link dial(URI address, Expectation expectation, LinkOptions options, Receiver receiver)
      throws IOException {
    HostPort wanted = HostPort.of(SCHEME, address);
    return sockets.dial(
        address,
        () -> {
          List<InetSocketAddress> places = wanted.places(expectation.from());
          for (InetSocketAddress place : places) {
            PlainLinks.demandLoopback(place.getAddress(), address, options);
          }
          return places;
        },
        expectation,
        options,
        receiver,
        ADDRESSES,
        connection -> {
          if (options.secured()) {
            connection
                .pipeline()
                .addLast(
                    tls.dialling(
                        connection.alloc(), expectation.peer(), options.handshakeTimeout()));
          }
        });
  }

  /** Closes all links and listeners, and ends the threads; nothing is called back afterwards. */
  @Deactivate
  @Override
  public void close() {
    connections.close();
    loops.close();
    tls.close();
  }

  /** The service property {@link Transport#SCHEMES}. */
  @ComponentPropertyType
  @interface Schemes {
    String[] weft_transport_schemes() default {SCHEME};
  }
}
