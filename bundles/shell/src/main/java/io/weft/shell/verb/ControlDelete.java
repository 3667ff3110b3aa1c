package io.weft.shell.verb;

import io.weft.shell.text.Json;
import io.weft.shell.text.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code weft control delete}: deletes a point on all nodes. */
@Command(
    name = "delete",
    description = "Deletes a control point, on all nodes.",
    footer = {"", "Example: weft control delete stage/light", "JSON: {name}."})
final class ControlDelete extends Verb {

  @Parameters(paramLabel = "NAME", description = "The point, such as stage/light.")
  String name = "";

  ControlDelete(Mesh mesh, Terminal terminal) {
    super(mesh, terminal);
  }

  @Override
  Exit run() {
    ControlText.asked(
        () -> {
          mesh.controls().delete(name);
          return name;
        });
    if (json) {
      print(Json.object("name", name));
    } else {
      terminal.line("deleted " + name);
    }
    return Exit.FINE;
  }
}
