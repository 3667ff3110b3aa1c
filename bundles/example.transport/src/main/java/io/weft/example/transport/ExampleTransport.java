package io.weft.example.transport;

import io.netty.channel.ChannelFuture;
import io.weft.channel.Addresses;
import io.weft.channel.AlertFirst;
import io.weft.channel.ChannelBounds;
import io.weft.channel.ChannelListener;
import io.weft.channel.Connections;
import io.weft.channel.EventLoops;
import io.weft.channel.MutualTls;
import io.weft.channel.StreamSockets;
import io.weft.channel.SystemIo;
import io.weft.endpoint.CannotListen;
import io.weft.endpoint.HostPort;
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

/**
 * Links between nodes of one machine, {@code example://127.0.0.1:port}: TCP with mutual TLS 1.3, on
 * loopback and nowhere else. The smallest transport that keeps the whole contract; what it leaves
 * out beside {@code transport.tcp} is settings, epoll, and words for each failure. Safe on every
 * thread.
 */
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
  private static final Addresses ADDRESSES = Addresses.ofHosts(SCHEME);
  private static final ChannelBounds BOUNDS = ChannelBounds.DEFAULT;

  private final SystemIo io = new SystemIo(SystemIo.Wanted.NIO);
  private final EventLoops loops = new EventLoops(LABEL, EventLoops.fitting(), io);
  private final Connections connections = new Connections(LABEL);
  private final StreamSockets sockets =
      new StreamSockets(StreamSockets.Kind.tcp(io), loops, connections, BOUNDS);
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
        sockets.bind(
            at,
            listener,
            connection -> {
              if (options.secured()) { // asks who it is before the link opens
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
    return sockets.dial(
        address,
        () -> List.of(onLoopback(address)),
        expectation,
        options,
        receiver,
        ADDRESSES,
        connection -> {
          if (options.secured()) { // demands the node that is expected
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

  private static InetSocketAddress onLoopback(URI address) throws IOException {
    HostPort wanted = HostPort.of(SCHEME, address);
    InetAddress host = wanted.resolve().get(0);
    if (!host.isLoopbackAddress()) {
      throw new IllegalArgumentException(
          "links of the example are for loopback only, and " + address + " is not");
    }
    return new InetSocketAddress(host, wanted.port());
  }

  /** The service property {@link Transport#SCHEMES}. */
  @ComponentPropertyType
  @interface Schemes {
    String[] weft_transport_schemes() default {SCHEME};
  }
}
