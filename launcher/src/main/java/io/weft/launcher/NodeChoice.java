package io.weft.launcher;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which node a command is for: that of {@code --data}, {@code --name} or {@code $WEFT_DATA}, else
 * the only one of this user that runs.
 *
 * @param arguments without those that chose the node
 */
record NodeChoice(Path data, List<String> arguments) {

  /**
   * @param nodes the folder with the data directories of this user's nodes
   * @throws Refusal if several run and none is chosen
   */
  static NodeChoice of(List<String> arguments, Map<String, String> environment, Path nodes) {
    Optional<String> data = Optional.empty();
    Optional<String> name = Optional.empty();
    List<String> rest = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (argument.equals("--")) {
        rest.addAll(arguments.subList(i, arguments.size()));
        break;
      }
      int equals = argument.indexOf('=');
      String option = equals < 0 ? argument : argument.substring(0, equals);
      if (!option.equals("--data") && !option.equals("--name")) {
        rest.add(argument);
        continue;
      }
      if (equals < 0 && i + 1 == arguments.size()) {
        throw new Refusal(option + " needs a value");
      }
      Optional<String> value =
          Optional.of(equals < 0 ? arguments.get(++i) : argument.substring(equals + 1));
      if (option.equals("--data")) {
        data = value;
      } else {
        name = value;
      }
    }
    if (data.isEmpty() && name.isEmpty() && environment.getOrDefault("WEFT_DATA", "").isEmpty()) {
      return new NodeChoice(onlyOne(nodes), rest);
    }
    return new NodeChoice(Places.data(data, name, environment), rest);
  }

  private static Path onlyOne(Path nodes) {
    List<Path> running = new ArrayList<>();
    if (Files.isDirectory(nodes)) {
      try (DirectoryStream<Path> children = Files.newDirectoryStream(nodes)) {
        for (Path child : children) {
          Optional<Path> socket = socket(child);
          if (socket.isPresent() && answers(socket.get())) {
            running.add(child);
          }
        }
      } catch (IOException e) {
        throw new Refusal(nodes + " cannot be listed: " + e.getMessage());
      }
    }
    if (running.size() > 1) {
      StringBuilder text = new StringBuilder("several nodes run; say which one with --data DIR:");
      running.stream().sorted().forEach(path -> text.append("\n  --data ").append(path));
      throw new Refusal(text.toString());
    }
    return running.isEmpty() ? nodes.resolve("default") : running.get(0);
  }

  /** A connection to the node. */
  SocketChannel connect() {
    Optional<Path> socket = socket(data);
    try {
      if (socket.isPresent()) {
        return Client.connect(socket.get());
      }
    } catch (IOException e) {
      // What is left of a node that is gone.
    }
    throw new Refusal(
        "no node is running in " + data + "; start one with: launcher/weft up", Client.NO_NODE);
  }

  private static boolean answers(Path socket) {
    try (SocketChannel channel = Client.connect(socket)) {
      return channel.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private static Optional<Path> socket(Path data) {
    try {
      String text = Files.readString(data.resolve("control"));
      String first = text.lines().findFirst().orElse("").strip();
      return first.isEmpty() ? Optional.empty() : Optional.of(Path.of(first));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
