package io.weft.itests;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Asks a node by its control socket, as the {@code weft} command does, but without a process for
 * each question: tests ask often.
 */
public final class Control {
  private static final int MAGIC = 0x57454654;
  private static final int VERSION = 1;
  private static final byte OUTPUT = 1;
  private static final byte ERRORS = 2;

  private Control() {}

  /** Where the node of a data directory is asked. */
  public static Path socket(Path data) throws IOException {
    return Path.of(Files.readString(data.resolve("control")).strip());
  }

  /**
   * Asks, and waits for the answer.
   *
   * @throws IOException if no node answers there, or it goes away before it has answered
   */
  public static Answer ask(Path data, List<String> command) throws IOException {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket(data)))) {
      DataOutputStream to =
          new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel)));
      to.writeInt(MAGIC);
      to.writeInt(VERSION);
      to.writeInt(0);
      to.writeByte(0);
      to.writeInt(command.size());
      for (String argument : command) {
        byte[] bytes = argument.getBytes(StandardCharsets.UTF_8);
        to.writeInt(bytes.length);
        to.write(bytes);
      }
      to.flush();
      return answer(command, new DataInputStream(Channels.newInputStream(channel)));
    }
  }

  private static Answer answer(List<String> command, DataInputStream from) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    while (true) {
      byte type = from.readByte();
      int length = from.readInt();
      switch (type) {
        case OUTPUT -> out.write(from.readNBytes(length));
        case ERRORS -> err.write(from.readNBytes(length));
        default -> {
          return new Answer(
              command,
              from.readInt(),
              out.toString(StandardCharsets.UTF_8),
              err.toString(StandardCharsets.UTF_8));
        }
      }
    }
  }
}
