package io.weft.ucx;

import io.weft.transport.LinkProtocolException;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The TCP connection on which a link is set up: TLS handshake, one message each way, and then
 * nothing more. It stays open as long as the link lives, because its end says that the peer is
 * gone. Blocks its caller, up to the deadline. One thread at a time; {@link #close} on every
 * thread.
 */
final class ControlConnection implements Closeable {

  /** A refused peer has so long to read why (milliseconds): a slow round trip. */
  private static final int LINGER_MILLIS = 500;

  /** What is dropped before the patience ends (bytes): a full window of a fast sender. */
  private static final long LINGER_BYTES = 1 << 20;

  /** Without TLS (bytes). */
  private static final int PLAIN_BUFFER_BYTES = SetUp.MAX_BYTES + Integer.BYTES;

  private final SocketChannel channel;
  private final @Nullable SSLEngine engine;
  private final long deadlineNanos;
  private final byte[] chunk = new byte[4096];
  private ByteBuffer received;

  /**
   * @param engine null for a connection without TLS
   * @param deadlineNanos by {@code System.nanoTime}
   */
  ControlConnection(SocketChannel channel, @Nullable SSLEngine engine, long deadlineNanos)
      throws IOException {
    this.channel = channel;
    this.engine = engine;
    this.deadlineNanos = deadlineNanos;
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    int room =
        engine == null ? PLAIN_BUFFER_BYTES : engine.getSession().getPacketBufferSize() + 4096;
    received = ByteBuffer.allocate(room).limit(0);
  }

  SocketChannel channel() {
    return channel;
  }

  /** The session that goes on in the link's messages; empty without TLS. */
  Optional<SSLEngine> session() {
    return Optional.ofNullable(engine);
  }

  /** Proves both sides; does nothing without TLS. */
  void handshake() throws IOException {
    if (engine == null) {
      return;
    }
    ByteBuffer nothing = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
    try {
      engine.beginHandshake();
      while (true) {
        switch (engine.getHandshakeStatus()) {
          case NEED_TASK -> runTasks(engine);
          case NEED_WRAP -> writeSealed(engine, ByteBuffer.allocate(0));
          case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> unwrap(engine, nothing.clear());
          default -> {
            return;
          }
        }
      }
    } catch (SSLException e) {
      sendAlert(engine);
      throw e;
    }
  }

  void write(SetUp message) throws IOException {
    ByteBuffer body = message.bytes();
    ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES + body.remaining());
    bytes.putInt(body.remaining()).put(body).flip();
    if (engine == null) {
      output().write(bytes.array(), 0, bytes.limit());
      return;
    }
    while (bytes.hasRemaining()) {
      writeSealed(engine, bytes);
    }
  }

  /**
   * The other side's message.
   *
   * @throws LinkProtocolException if it is none, or more follows
   */
  SetUp read() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(PLAIN_BUFFER_BYTES + 32 * 1024);
    while (true) {
      int there = bytes.position();
      if (there >= Integer.BYTES) {
        int length = bytes.getInt(0);
        if (length < 0 || length > SetUp.MAX_BYTES) {
          throw new LinkProtocolException(
              "RDMA set-up of " + Integer.toUnsignedLong(length) + " bytes");
        }
        if (there >= Integer.BYTES + length) {
          SetUp message = SetUp.parse(bytes.flip().position(Integer.BYTES));
          if (received.hasRemaining()) {
            throw new LinkProtocolException("bytes follow the RDMA set-up");
          }
          return message;
        }
      }
      if (engine == null) {
        receive();
        bytes.put(received.limit(Math.min(received.limit(), bytes.remaining())));
      } else {
        unwrap(engine, bytes);
        runTasks(engine);
      }
    }
  }

  /** Says that nothing follows and reads on for a moment, so that what was said arrives. */
  void closeGently() {
    try {
      channel.shutdownOutput();
      channel.socket().setSoTimeout(LINGER_MILLIS);
      long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LINGER_MILLIS);
      InputStream in = channel.socket().getInputStream();
      long dropped = 0;
      for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
        dropped += count;
        if (dropped > LINGER_BYTES || System.nanoTime() - until > 0) {
          break;
        }
      }
    } catch (IOException e) {
      // it is being closed anyway
    } finally {
      close();
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // nothing of it is left either way
    }
  }

  private void unwrap(SSLEngine tls, ByteBuffer bytes) throws IOException {
    SSLEngineResult result = tls.unwrap(received, bytes);
    switch (result.getStatus()) {
      case BUFFER_UNDERFLOW -> receive();
      case CLOSED -> throw new EOFException("the connection was closed");
      case BUFFER_OVERFLOW -> throw new LinkProtocolException("the RDMA set-up is too large");
      default -> {}
    }
  }

  private void writeSealed(SSLEngine tls, ByteBuffer bytes) throws IOException {
    ByteBuffer sealed = ByteBuffer.allocate(tls.getSession().getPacketBufferSize());
    SSLEngineResult result = tls.wrap(bytes, sealed);
    if (result.getStatus() == SSLEngineResult.Status.CLOSED && sealed.position() == 0) {
      throw new EOFException("the connection was closed");
    }
    output().write(sealed.array(), 0, sealed.position());
  }

  /** A failed engine has the alert for the other side still in it. */
  private void sendAlert(SSLEngine tls) {
    try {
      while (!tls.isOutboundDone()) {
        ByteBuffer sealed = ByteBuffer.allocate(tls.getSession().getPacketBufferSize());
        tls.wrap(ByteBuffer.allocate(0), sealed);
        if (sealed.position() == 0) {
          return;
        }
        output().write(sealed.array(), 0, sealed.position());
      }
    } catch (IOException e) {
      // the other side is gone: nobody to tell
    }
  }

  private static void runTasks(SSLEngine tls) {
    for (Runnable task = tls.getDelegatedTask(); task != null; task = tls.getDelegatedTask()) {
      task.run();
    }
  }

  /** Waits for bytes and adds them. */
  private void receive() throws IOException {
    long left = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
    if (left <= 0) {
      throw new SocketTimeoutException("no answer");
    }
    channel.socket().setSoTimeout((int) Math.min(Integer.MAX_VALUE, left));
    received.compact();
    try {
      int room = Math.min(chunk.length, received.remaining());
      int count = channel.socket().getInputStream().read(chunk, 0, room);
      if (count < 0) {
        throw new EOFException("the connection was closed");
      }
      received.put(chunk, 0, count);
    } finally {
      received.flip();
    }
  }

  private OutputStream output() throws IOException {
    return channel.socket().getOutputStream();
  }
}
