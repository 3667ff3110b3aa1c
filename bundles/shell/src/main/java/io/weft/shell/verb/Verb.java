package io.weft.shell.verb;

import io.weft.shell.text.Json;
import io.weft.shell.text.Terminal;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** One thing that can be asked of a node on the command line. Runs once, on one thread. */
abstract class Verb implements Callable<Integer> {

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  @Option(names = "--json", description = "Print JSON, for scripts.")
  boolean json;

  final Mesh mesh;
  final Terminal terminal;

  Verb(Mesh mesh, Terminal terminal) {
    this.mesh = mesh;
    this.terminal = terminal;
  }

  /**
   * Does it.
   *
   * @throws Failure with a message for people
   * @throws InterruptedException if the caller has gone away meanwhile
   */
  abstract Exit run() throws InterruptedException;

  @Override
  public final Integer call() throws InterruptedException {
    return run().code();
  }

  final void print(@Nullable Object value) {
    terminal.line(Json.pretty(value));
  }
}
