package io.weft.shell;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** The other end of the control socket. */
final class ControlClient implements AutoCloseable {

  /** All that came back; exit is -1 if the server just hung up. */
  record Answer(String out, String err, int exit) {}

  @SuppressWarnings("ArrayRecordComponent")
  record Frame(byte type, byte[] bytes) {
    String text() {
      return new String(bytes, UTF_8);
    }
  }

  private final SocketChannel channel;

  ControlClient(Path socket) throws IOException {
    channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
  }

  void ask(int columns, boolean colour, String... arguments) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(100_000);
    bytes.putInt(0x57454654).putInt(1).putInt(columns).put((byte) (colour ? 1 : 0));
    bytes.putInt(arguments.length);
    for (String argument : arguments) {
      bytes.putInt(argument.getBytes(UTF_8).length).put(argument.getBytes(UTF_8));
    }
    send(bytes.flip());
  }

  /** Sends what the server takes; it may have hung up before. */
  void send(ByteBuffer bytes) {
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      bytes.position(bytes.limit());
    }
  }

  void shutdownOutput() {
    try {
      channel.shutdownOutput();
    } catch (IOException e) {
      // The server was faster.
      return;
    }
  }

  Answer answer() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    while (true) {
      Frame frame;
      try {
        frame = frame();
      } catch (IOException e) {
        return new Answer(out.toString(UTF_8), err.toString(UTF_8), -1);
      }
      switch (frame.type()) {
        case 1 -> out.write(frame.bytes());
        case 2 -> err.write(frame.bytes());
        default -> {
          int exit = ByteBuffer.wrap(frame.bytes()).getInt();
          return new Answer(out.toString(UTF_8), err.toString(UTF_8), exit);
        }
      }
    }
  }

  Frame frame() throws IOException {
    ByteBuffer header = fill(5);
    byte type = header.get();
    return new Frame(type, fill(header.getInt()).array());
  }

  private ByteBuffer fill(int size) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(size);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new EOFException();
      }
    }
    return buffer.flip();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
