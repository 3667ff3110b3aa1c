package io.weft.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Two nodes of the distribution; the one sends to the other. */
final class WeftMover implements Mover {
  private final LauncherNode sender;
  private final LauncherNode receiver;

  private WeftMover(LauncherNode sender, LauncherNode receiver) {
    this.sender = sender;
    this.receiver = receiver;
  }

  /**
   * How to make one.
   *
   * @param transport the feature of the only transport that the nodes have
   * @param environment more variables of it
   */
  record Kind(
      String name,
      String description,
      String transport,
      Options options,
      Map<String, String> environment)
      implements Mover.Kind {

    static Kind tls(Options options) {
      return new Kind(
          "weft-tls",
          "Weft, TLS 1.3 (mutual) over TCP: the nodes have no other transport",
          "transport-tcp",
          options,
          Map.of());
    }

    static Kind unix(Options options) {
      return new Kind(
          "weft-unix",
          "Weft, Unix sockets: the nodes have no other transport",
          "transport-unix",
          options,
          Map.of());
    }

    @Override
    public List<String> missing() {
      return List.of();
    }

    @Override
    public boolean warms() {
      return true;
    }

    @Override
    public boolean folders() {
      return true;
    }

    @Override
    public WeftMover start(MemoryFiles files) throws IOException {
      Path folder = files.folder(name);
      LauncherNode receiver = node("bob", folder, files.target());
      LauncherNode sender = null;
      try {
        receiver.readyNanos(); // the first one makes the network's key
        sender = node("ada", folder, files.target());
        sender.saidNanos("connected bob", 1);
        return new WeftMover(sender, receiver);
      } catch (IOException e) {
        if (sender != null) {
          sender.close();
        }
        receiver.close();
        throw e;
      }
    }

    /** A node that finds the others of this folder. */
    LauncherNode node(String called, Path folder, Path receives) throws IOException {
      Path data = folder.resolve(called);
      Files.createDirectories(data.resolve("conf"));
      Files.writeString(
          data.resolve("conf/io.weft.files.cfg"), "receive_folder = " + receives + "\n");
      Map<String, String> all = new HashMap<>(environment);
      all.put("WEFT_FEATURES", "base,node," + transport + ",discovery,shell,files,hello");
      return LauncherNode.startIn(
          all, options, data, folder.resolve("config"), folder.resolve("runtime"));
    }
  }

  @Override
  public void move(Path source) throws IOException {
    send(source.toString());
  }

  /** The words after {@code weft send}, without the receiver. */
  void send(String... words) throws IOException {
    String[] all = new String[words.length + 2];
    all[0] = "send";
    System.arraycopy(words, 0, all, 1, words.length);
    all[words.length + 1] = "bob";
    if (sender.command(all) != 0) {
      throw new IOException("weft send failed; weft transfers says:\n" + sender.ask("transfers"));
    }
  }

  LauncherNode sender() {
    return sender;
  }

  LauncherNode receiver() {
    return receiver;
  }

  @Override
  public Collection<ProcessHandle> processes() {
    return List.of(sender.handle(), receiver.handle());
  }

  @Override
  public void close() {
    sender.close();
    receiver.close();
  }
}
