package io.weft.shell.verb;

import io.weft.control.Point;
import io.weft.shell.text.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weft control release}: takes back what was set. */
@Command(
    name = "release",
    description = {
      "Takes back what was set: what lower priorities have set shows again.",
      "Of a maximum or a sum: what this node has set."
    },
    footer = {
      "",
      "Example: weft control release stage/light --priority 3",
      "JSON: as of weft control get; the point as it is then."
    })
final class ControlRelease extends Verb {

  @Parameters(paramLabel = "NAME", description = "The point, such as stage/light.")
  String name = "";

  @Option(
      names = "--priority",
      paramLabel = "N",
      description = "What was set with this priority, 0 to 15 (default: 0).")
  int priority;

  ControlRelease(Mesh mesh, Terminal terminal) {
    super(mesh, terminal);
  }

  @Override
  Exit run() {
    Point point = ControlText.asked(() -> mesh.controls().release(name, priority));
    if (json) {
      print(ControlText.fields(point, new Names(mesh)));
    } else {
      terminal.line(name + " is " + ControlText.shown(point));
    }
    return Exit.FINE;
  }
}
