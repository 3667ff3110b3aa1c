package io.weft.launcher;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Hands a command line to a node that runs and shows what it answers. Kept to few classes: it
 * should be there at once.
 *
 * <p>To the node, big-endian: int {@link #MAGIC}, int {@link #VERSION}, int columns of the terminal
 * (0: none), byte 1 for colour, int number of arguments, then each as int length and UTF-8. From
 * it, frames: byte type (1 output, 2 errors, 3 exit), int length, content (exit: int code). Closing
 * the connection cancels the command. What is typed follows the arguments of the one command that
 * asks.
 */
public final class Client {
  /** "WEFT". */
  static final int MAGIC = 0x57454654;

  static final int VERSION = 1;
  static final byte OUTPUT = 1;
  static final byte ERRORS = 2;
  static final byte EXIT = 3;

  /** No node runs where one was looked for. */
  static final int NO_NODE = 3;

  /** A frame of a node is one write of a command; more than this is not a node. */
  private static final int MAX_FRAME_BYTES = 16 * 1024 * 1024;

  private Client() {}

  /** Exit code: the command's; 2 for a wrong command line, 3 when no node runs. */
  public static void main(String[] args) {
    int code;
    try {
      NodeChoice choice = NodeChoice.of(List.of(args), System.getenv(), Places.nodes());
      List<String> arguments = choice.arguments();
      boolean asks = asks(arguments, "1".equals(System.getProperty("weft.typed")));
      if (asks) {
        arguments = List.of(arguments.get(0), "--asks");
      }
      try (SocketChannel channel = choice.connect()) {
        ask(
            channel,
            located(arguments, Path.of("").toAbsolutePath()),
            Integer.getInteger("weft.columns", 0),
            "1".equals(System.getProperty("weft.colour")));
        if (asks) {
          passOn(System.in, channel);
        }
        code = follow(channel, System.out, System.err);
      }
    } catch (Refusal e) {
      System.err.println("weft: " + e.getMessage());
      code = e.exitCode();
    } catch (IOException e) {
      System.err.println("weft: the connection to the node broke: " + e.getMessage());
      code = 1;
    }
    System.exit(code);
  }

  /** Whether the command asks the person at the terminal, if there is one. */
  static boolean asks(List<String> arguments, boolean typed) {
    return typed && arguments.equals(List.of("transfer"));
  }

  /** The node has a folder of its own: verbs that take names of files are told of this one. */
  static List<String> located(List<String> arguments, Path here) {
    boolean names =
        !arguments.isEmpty()
            && (List.of("send", "fetch").contains(arguments.get(0))
                || arguments.contains("--asks"));
    if (!names) {
      return arguments;
    }
    List<String> located = new ArrayList<>(arguments);
    located.add(1, "--here=" + here);
    return located;
  }

  /** Connects to the socket whose path is in a data directory's file {@code control}. */
  public static SocketChannel connect(Path socket) throws IOException {
    return SocketChannel.open(java.net.UnixDomainSocketAddress.of(socket));
  }

  /**
   * Runs a command line on a node.
   *
   * @param columns of the terminal; 0 if there is none
   * @return the command's exit code
   * @throws IOException if the node stops in between, or is none
   */
  public static int run(
      SocketChannel channel,
      List<String> arguments,
      int columns,
      boolean colour,
      OutputStream out,
      OutputStream err)
      throws IOException {
    ask(channel, arguments, columns, colour);
    return follow(channel, out, err);
  }

  private static void ask(
      SocketChannel channel, List<String> arguments, int columns, boolean colour)
      throws IOException {
    DataOutputStream to =
        new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel)));
    to.writeInt(MAGIC);
    to.writeInt(VERSION);
    to.writeInt(columns);
    to.writeByte(colour ? 1 : 0);
    to.writeInt(arguments.size());
    for (String argument : arguments) {
      byte[] bytes = argument.getBytes(StandardCharsets.UTF_8);
      to.writeInt(bytes.length);
      to.write(bytes);
    }
    to.flush();
  }

  /** What is typed goes to the command, on a thread of its own; its end is the command's. */
  static void passOn(InputStream typed, SocketChannel channel) {
    Thread thread =
        new Thread(
            () -> {
              try {
                typed.transferTo(Channels.newOutputStream(channel));
                channel.shutdownOutput();
              } catch (IOException e) {
                return; // the command has ended
              }
            },
            "weft-typed");
    thread.setDaemon(true);
    thread.start();
  }

  private static int follow(SocketChannel channel, OutputStream out, OutputStream err)
      throws IOException {
    DataInputStream from = new DataInputStream(Channels.newInputStream(channel));
    while (true) {
      byte type;
      try {
        type = from.readByte();
      } catch (EOFException e) {
        throw new IOException("it stopped before the command was done");
      }
      int length = from.readInt();
      if (length < 0 || length > MAX_FRAME_BYTES) {
        throw new IOException("frame of " + length + " bytes (limit " + MAX_FRAME_BYTES + ")");
      }
      byte[] content = from.readNBytes(length);
      switch (type) {
        case OUTPUT -> write(out, content);
        case ERRORS -> write(err, content);
        case EXIT -> {
          return java.nio.ByteBuffer.wrap(content).getInt();
        }
        default -> throw new IOException("frame of the unknown type " + type);
      }
    }
  }

  private static void write(OutputStream stream, byte[] content) throws IOException {
    stream.write(content);
    stream.flush();
  }
}
