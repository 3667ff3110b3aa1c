package io.weft.shell.verb;

import io.weft.control.Point;
import io.weft.shell.text.Figures;
import io.weft.shell.text.Shade;
import io.weft.shell.text.Table;
import io.weft.shell.text.Terminal;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code weft control list}: control points and their values. */
@Command(
    name = "list",
    description = "Control points, their values, and who has set them.",
    footer = {
      "",
      "Example: weft control list 'stage/*/light'",
      "JSON: [{name, kind, policy, value, priority, setter, setterName, changed, holder,"
          + " holderName}]."
    })
final class ControlList extends Verb {

  @Parameters(
      arity = "0..1",
      paramLabel = "PATTERN",
      description = "A name; * stands for one segment, ** at the end for any number.")
  String pattern = "**";

  ControlList(Mesh mesh, Terminal terminal) {
    super(mesh, terminal);
  }

  @Override
  Exit run() {
    List<Point> points = ControlText.asked(() -> mesh.controls().points(pattern));
    Names names = new Names(mesh);
    if (json) {
      print(points.stream().map(point -> ControlText.fields(point, names)).toList());
    } else if (points.isEmpty()) {
      terminal.remark("there is no such control point; weft control set NAME VALUE makes one");
    } else {
      table(points, names);
    }
    return Exit.FINE;
  }

  private void table(List<Point> points, Names names) {
    Instant now = Instant.now();
    Table table =
        new Table("name", "value", "kind", "policy", ">priority", "set by", ">ago", "held by");
    for (Point point : points) {
      table.cell(point.name());
      table.cell(ControlText.shown(point));
      table.cell(point.kind());
      table.cell(point.policy(), Shade.FAINT);
      table.cell(point.setter().isPresent() ? point.priority() : "");
      table.cell(ControlText.who(point.setter(), names));
      table.cell(point.setter().isPresent() ? Figures.age(point.changed(), now) : "");
      table.cell(ControlText.who(point.holder(), names));
    }
    table.print(terminal);
  }
}
