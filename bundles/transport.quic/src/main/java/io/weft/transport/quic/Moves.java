package io.weft.transport.quic;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicPathEvent;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * At the pipeline of an accepted connection: its peer may get another address, as when a NAT forgot
 * it, and the connection goes on (RFC 9000, section 9). Not if much was on its way to the old
 * address: quiche repairs what was lost there by one or two packets at a time, after pauses that
 * double, which for 200 KB would take hours. Such a connection is closed; the peer hears it at the
 * new address, dials again, and the nodes send again what the links carried. On the connection's
 * event loop only.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what matters of these is told to the pipeline
final class Moves extends ChannelInboundHandlerAdapter {

  /** What the repair above brings over within about a second: three packets (bytes). */
  private static final long FEW_BYTES = 4_096;

  /** A peer that says nothing is noticed by its next heartbeat, 2 s later at most; two of these. */
  private static final long WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(2_500);

  /**
   * To an address that is not proven yet little may be sent (RFC 9000, section 8.1), perhaps not
   * even the close; the proof takes one round trip (milliseconds).
   */
  private static final long UNPROVEN_MILLIS = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(Moves.class);

  private final Streams streams;
  private final LongSupplier nanoTime;
  private long windowStart;
  private long sentBytes;
  private long sentBeforeBytes;
  private boolean hopeless;

  Moves(Streams streams, LongSupplier nanoTime) {
    this.streams = streams;
    this.nanoTime = nanoTime;
    this.windowStart = nanoTime.getAsLong();
  }

  /** Counts what one stream of the connection sends. */
  ChannelHandler counting() {
    return new ChannelOutboundHandlerAdapter() {
      @Override
      public void write(ChannelHandlerContext at, Object message, ChannelPromise promise) {
        if (message instanceof ByteBuf bytes) {
          roll();
          sentBytes += bytes.readableBytes();
        }
        at.write(message, promise);
      }
    };
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext at, Object event) {
    if (event instanceof QuicPathEvent.PeerMigrated moved) {
      roll();
      long lately = sentBytes + sentBeforeBytes;
      String to = StreamAddresses.caller(moved.remote());
      LOG.debug("A peer has moved to {}; {} bytes were sent lately", to, lately);
      if (lately > FEW_BYTES && !hopeless) {
        hopeless = true;
        QuicChannel connection = (QuicChannel) at.channel();
        connection
            .eventLoop()
            .schedule(() -> end(connection), UNPROVEN_MILLIS, TimeUnit.MILLISECONDS);
      }
    } else if (event instanceof QuicPathEvent.Validated && hopeless) {
      end((QuicChannel) at.channel());
    }
    at.fireUserEventTriggered(event);
  }

  private void end(QuicChannel connection) {
    if (connection.isActive()) {
      streams.end(connection, "the peer's address changed under traffic");
    }
  }

  private void roll() {
    long age = nanoTime.getAsLong() - windowStart;
    if (age >= WINDOW_NANOS) {
      sentBeforeBytes = age < 2 * WINDOW_NANOS ? sentBytes : 0;
      sentBytes = 0;
      windowStart += age;
    }
  }
}
