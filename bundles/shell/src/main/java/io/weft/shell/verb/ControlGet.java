package io.weft.shell.verb;

import io.weft.control.Point;
import io.weft.shell.text.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code weft control get}: one value. */
@Command(
    name = "get",
    description = "Prints the value of a control point, and nothing else.",
    footer = {
      "",
      "Example: weft control get stage/light",
      "JSON: {name, kind, policy, value, priority, setter, setterName, changed, holder,"
          + " holderName}.",
      "Exit code: 4 if there is no such point, or nobody has set it."
    })
final class ControlGet extends Verb {

  @Parameters(paramLabel = "NAME", description = "The point, such as stage/light.")
  String name = "";

  ControlGet(Mesh mesh, Terminal terminal) {
    super(mesh, terminal);
  }

  @Override
  Exit run() {
    Point point =
        mesh.controls()
            .find(name)
            .orElseThrow(
                () -> new Failure(Exit.NOT_FOUND, "there is no control point \"" + name + "\""));
    if (json) {
      print(ControlText.fields(point, new Names(mesh)));
    } else if (point.value().isEmpty()) {
      throw new Failure(Exit.NOT_FOUND, name + " is a " + point.kind() + " that nobody has set");
    } else {
      terminal.line(ControlText.shown(point));
    }
    return Exit.FINE;
  }
}
