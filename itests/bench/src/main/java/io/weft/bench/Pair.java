package io.weft.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A contender's server process and its client process. */
final class Pair implements AutoCloseable {
  private final WorkerProcess server;
  private final WorkerProcess client;

  private Pair(WorkerProcess server, WorkerProcess client) {
    this.server = server;
    this.client = client;
  }

  /** Starts both and waits until they are connected. */
  static Pair start(String java, String contender, Path folder) throws IOException {
    return start(List.of(java), contender, folder);
  }

  /**
   * The same, somewhere else.
   *
   * @param java the program, perhaps after another one that starts it
   */
  static Pair start(List<String> java, String contender, Path folder) throws IOException {
    List<String> options = new ArrayList<>(java);
    if (Contender.named(contender) instanceof WeftContender weft) {
      options.addAll(weft.javaOptions());
    }
    WorkerProcess server = WorkerProcess.start(options, "serve", contender, folder.toString());
    try {
      return new Pair(
          server,
          WorkerProcess.start(options, "call", contender, folder.toString(), server.greeting()));
    } catch (IOException e) {
      server.close();
      throw e;
    }
  }

  /** The Java that runs it. */
  String version() {
    return client.greeting();
  }

  Measurement measure(Scenario scenario, long millis) throws IOException {
    Usage before = usage();
    Measurement measured = Measurement.parse(client.ask(scenario.word() + " " + millis));
    return measured.withServer(usage().since(before));
  }

  /** One large frame is one call. */
  Measurement measureBulk(long millis) throws IOException {
    Usage before = usage();
    Measurement measured = Measurement.parse(client.ask("bulk " + millis));
    return measured.withServer(usage().since(before));
  }

  /** Small calls and heartbeats at the same time. */
  Beside measureBeside(boolean bulk, long millis) throws IOException {
    return Beside.parse(client.ask((bulk ? "beside " : "alone ") + millis));
  }

  private Usage usage() throws IOException {
    String[] words = server.ask("usage").split(" ");
    return Usage.parse(words[0], words[1]);
  }

  @Override
  public void close() {
    client.close();
    server.close();
  }
}
