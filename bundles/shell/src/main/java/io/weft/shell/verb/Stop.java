package io.weft.shell.verb;

import io.weft.shell.text.Json;
import io.weft.shell.text.Terminal;
import picocli.CommandLine.Command;

/** {@code weft stop}: stops this node cleanly. */
@Command(
    name = "stop",
    description = "Stops this node, with a goodbye to the others.",
    footer = {"", "Example: weft stop", "JSON: {stopping}."})
final class Stop extends Verb {

  /** The framework itself is bundle 0 (OSGi Core, 4.6). */
  private static final String SYSTEM_BUNDLE = "0";

  Stop(Mesh mesh, Terminal terminal) {
    super(mesh, terminal);
  }

  @Override
  Exit run() {
    Change stop = new Change(mesh.framework(), Change.Action.STOP, SYSTEM_BUNDLE, null);
    terminal.afterwards(stop::runUnseen);
    if (json) {
      print(Json.object("stopping", true));
    } else {
      terminal.line("stopping");
    }
    return Exit.FINE;
  }
}
