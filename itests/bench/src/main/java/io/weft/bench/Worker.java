package io.weft.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * A process under measurement. It says {@code ready}, then does what it is told on its standard
 * input, one line each, and ends with it.
 */
final class Worker {
  private final BufferedReader orders =
      new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));

  private Worker() {}

  /** {@code serve CONTENDER FOLDER}, {@code call CONTENDER FOLDER ADDRESS}, or a role's name. */
  public static void main(String[] args) throws IOException {
    System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "warn");
    Worker worker = new Worker();
    switch (args[0]) {
      case "serve" -> worker.serve(Contender.named(args[1]), Path.of(args[2]));
      case "call" -> worker.call(Contender.named(args[1]), Path.of(args[2]), args[3]);
      case "count" -> worker.count(Pour.named(args[1]), Path.of(args[2]));
      case "pour" -> worker.pour(Pour.named(args[1]), Path.of(args[2]), args[3]);
      case "take-files" -> worker.takeFiles(Path.of(args[1]), Path.of(args[2]));
      case "give-files" -> worker.giveFiles(Path.of(args[1]), args[2]);
      case "local" -> worker.local(Path.of(args[1]));
      case "choose" -> worker.choose();
      case "look-up" -> say("measured " + Lookups.measure());
      case "load-peers" -> say("measured " + Stores.measureLoad(Path.of(args[1])));
      case "save-peers" ->
          Stores.saveForever(
              Path.of(args[1]), Long.parseLong(args[2]), number -> say("saved " + number));
      case "lamp" -> new ControlLamp(Long.parseLong(args[2])).run(Path.of(args[1]), worker::answer);
      case "sink" -> EventSink.run(args, worker::obey);
      case "source" -> EventSource.run(args, worker::obey);
      case "silent" -> worker.silent(Path.of(args[1]));
      case "crowd" -> worker.crowd(Path.of(args[1]), Path.of(args[2]), Path.of(args[3]));
      case "lan" -> worker.lan(args);
      default -> throw new IllegalArgumentException("no role " + args[0]);
    }
    System.exit(0); // whatever a contender left running
  }

  private void serve(Contender contender, Path folder) throws IOException {
    try (Contender.Echo echo = contender.serve(folder)) {
      say("ready " + echo.address());
      while (orders.readLine() != null) { // each line asks for the usage
        say("usage " + Usage.now().words());
      }
    }
  }

  private void call(Contender contender, Path folder, String address) throws IOException {
    try (Caller caller = contender.connect(folder, address)) {
      say("ready " + Runtime.version());
      for (String line = orders.readLine(); line != null; line = orders.readLine()) {
        String[] order = line.split(" ");
        Duration duration = Duration.ofMillis(Long.parseLong(order[1]));
        say(
            "measured "
                + switch (order[0]) {
                  case "bulk" -> BulkStream.run(caller, duration).words();
                  case "alone" -> Beside.measure(caller, false, duration).words();
                  case "beside" -> Beside.measure(caller, true, duration).words();
                  default -> Load.run(caller, Scenario.parse(order[0]), duration).words();
                });
      }
    }
  }

  private void count(Pour.Kind kind, Path folder) throws IOException {
    try (Contender.Echo counter = kind.count(folder)) {
      say("ready " + counter.address());
      awaitEnd();
    }
  }

  private void pour(Pour.Kind kind, Path folder, String address) throws IOException {
    try (Pour pour = kind.connect(folder, address)) {
      say("ready");
      for (String line = orders.readLine(); line != null; line = orders.readLine()) {
        String[] order = line.split(" ");
        Duration duration = Duration.ofMillis(Long.parseLong(order[1]));
        say(
            "measured "
                + (pour instanceof WeftPour weft && order[0].equals("beside")
                    ? weft.beside(Integer.parseInt(order[2]), duration).words()
                    : pour.pour(duration)));
      }
    }
  }

  private void takeFiles(Path folder, Path target) throws IOException {
    try (Contender.Echo taker = NettyFileTaker.listen(folder, target)) {
      say("ready " + taker.address());
      awaitEnd();
    }
  }

  private void giveFiles(Path folder, String address) throws IOException {
    try (NettyFileGiver giver = NettyFileGiver.connect(folder, address)) {
      say("ready");
      for (String line = orders.readLine(); line != null; line = orders.readLine()) {
        giver.give(Path.of(line));
        say("there");
      }
    }
  }

  private void local(Path folder) throws IOException {
    say("measured " + LocalRequests.measure(folder).words());
  }

  private void choose() throws IOException {
    say("measured " + Choosing.measure().words());
  }

  /** A node that takes requests and never answers. */
  private void silent(Path folder) throws IOException {
    try (WeftNode node = WeftNode.start(folder, "silent")) {
      node.offer(
          WeftContender.PATH,
          WeftContender.ACTION,
          true,
          request -> {
            say("asked");
            return Killed.NEVER;
          });
      say("ready");
      awaitEnd();
    }
  }

  /** Some nodes in one process, each linked with all others, and with one outside. */
  private void crowd(Path folder, Path config, Path runtime) throws IOException {
    List<WeftNode> nodes = new ArrayList<>();
    for (int i = 0; i < Idle.PEERS; i++) {
      String name = "peer-" + i;
      nodes.add(WeftNode.start(name, folder.resolve(name), config, runtime));
    }
    for (WeftNode node : nodes) {
      Waiting.until("all to be linked", () -> node.connectedPeers() == Idle.PEERS);
    }
    say("ready " + Idle.PEERS);
    awaitEnd();
  }

  private void answer(Supplier<String> words) throws IOException {
    say("ready");
    while (orders.readLine() != null) {
      say("told " + words.get());
    }
  }

  /** An order is one word, or a word and what it is about. */
  private void obey(EventSource.Answer answer) throws IOException {
    say("ready");
    for (String line = orders.readLine(); line != null; line = orders.readLine()) {
      String about = line.substring(line.indexOf(' ') + 1);
      say("told " + (line.equals("usage") ? Usage.now().words() : answer.to(about)));
    }
  }

  /** {@code lan FOLDER CONFIG SOURCES ADDRESS...}: nodes of one segment, a node an address. */
  private void lan(String[] args) throws IOException {
    List<String> addresses = List.of(args).subList(4, args.length);
    try (LanCrowd crowd = LanCrowd.start(Path.of(args[1]), Path.of(args[2]), addresses)) {
      say("ready " + addresses.size());
      for (String line = orders.readLine(); line != null; line = orders.readLine()) {
        say("done " + crowd.order(line, List.of(args[3].split(","))));
      }
    }
  }

  private void awaitEnd() throws IOException {
    while (orders.readLine() != null) {
      // nothing else is asked of it
    }
  }

  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
