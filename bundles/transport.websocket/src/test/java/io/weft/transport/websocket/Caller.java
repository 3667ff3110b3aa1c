package io.weft.transport.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.weft.channel.Greeting;
import io.weft.channel.Proving;
import io.weft.trust.Identity;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The other end of a WebSocket, byte by byte. */
final class Caller implements AutoCloseable {

  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int FIN = 0x80;
  static final int MASKED = 0x80;

  private static final int PATIENCE_MILLIS = 20_000;
  private static final byte[] MASK = {0x11, 0x22, 0x33, 0x44};

  final Socket socket;
  private final DataInputStream in;

  Caller(int port) throws IOException {
    this(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  /** By a socket that is connected. */
  Caller(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(PATIENCE_MILLIS);
    in = new DataInputStream(socket.getInputStream());
  }

  /** The lines of a request for a WebSocket, without the empty one that ends it. */
  static String upgrade(String... more) {
    return "GET /weft HTTP/1.1\r\nHost: here\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
        + String.join("", more);
  }

  void write(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
    } catch (IOException e) {
      return; // it was cut off while it spoke: what it hears then is what counts
    }
  }

  void write(String ascii) {
    write(ascii.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Becomes a WebSocket. */
  void upgraded() throws IOException {
    write(upgrade() + "\r\n");
    String head = head();
    if (!head.startsWith("HTTP/1.1 101 ")) {
      throw new IOException(head);
    }
  }

  /** Becomes a WebSocket and greets as this node. */
  void greeted(Identity identity) throws Exception {
    upgraded();
    byte[] own = new byte[32];
    Greeting.Challenge challenge = (Greeting.Challenge) greeting();
    Proving proving =
        new Proving(identity, Upgraded.GREETING, Proving.Role.DIALLER, Optional.empty());
    say(new Greeting.Challenge(own));
    say(proving.own(own, challenge.nonce()));
    if (!(greeting() instanceof Greeting.Proof)) {
      throw new IOException("no proof came back");
    }
    say(new Greeting.Welcome());
  }

  /** Sends a whole masked frame, of at most 65,535 bytes. */
  void frame(int first, byte[] payload) {
    write(masked(first, payload));
  }

  static byte[] masked(int first, byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(14 + payload.length).put((byte) first);
    if (payload.length < 126) {
      frame.put((byte) (MASKED | payload.length));
    } else {
      frame.put((byte) (MASKED | 126)).putShort((short) payload.length);
    }
    frame.put(MASK);
    for (int i = 0; i < payload.length; i++) {
      frame.put((byte) (payload[i] ^ MASK[i % MASK.length]));
    }
    byte[] bytes = new byte[frame.flip().remaining()];
    frame.get(bytes);
    return bytes;
  }

  /** First line and headers. */
  String head() throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("closed behind " + head);
      }
      head.write(next);
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  /** All that follows, to the end. */
  String rest() throws IOException {
    ByteArrayOutputStream rest = new ByteArrayOutputStream();
    try {
      for (int next = in.read(); next >= 0; next = in.read()) {
        rest.write(next);
      }
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      return rest.toString(StandardCharsets.UTF_8); // a reset is an end, too
    }
    return rest.toString(StandardCharsets.UTF_8);
  }

  /** The payload of the next message. */
  byte[] message() throws IOException {
    in.readUnsignedByte();
    int length = in.readUnsignedByte();
    if (length == 126) {
      length = in.readUnsignedShort();
    } else if (length == 127) {
      length = Math.toIntExact(in.readLong());
    }
    byte[] payload = new byte[length];
    in.readFully(payload);
    return payload;
  }

  /** The code of the close frame that comes before the end; messages before it are left. */
  int closeCode() throws IOException {
    while (true) {
      int first = in.readUnsignedByte();
      int length = in.readUnsignedByte();
      if (length == 126) {
        length = in.readUnsignedShort();
      }
      byte[] payload = new byte[length];
      in.readFully(payload);
      if (first == (FIN | CLOSE)) {
        rest();
        return ByteBuffer.wrap(payload).getShort();
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private Greeting greeting() throws IOException {
    return Greeting.next(Unpooled.wrappedBuffer(message()));
  }

  private void say(Greeting message) {
    ByteBuf encoded = message.encode(UnpooledByteBufAllocator.DEFAULT);
    frame(FIN | BINARY, ByteBufUtil.getBytes(encoded));
    encoded.release();
  }
}
