package io.weft.shell.verb;

import io.weft.control.Controls;
import io.weft.control.Kind;
import io.weft.control.Point;
import io.weft.control.Policy;
import io.weft.shell.text.Terminal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weft control set}: sets a value. */
@Command(
    name = "set",
    description = {
      "Sets a control point, on all nodes.",
      "on, off, numbers, #rrggbb and {JSON} are what they look like; all else is a text."
    },
    footer = {
      "",
      "Examples: weft control set stage/light 0.8 --priority 3",
      "          weft control set stage/gel '#ff8000'",
      "          weft control set hall/visitors +2 --add",
      "JSON: as of weft control get; the point as it is then."
    })
final class ControlSet extends Verb {

  @Parameters(index = "0", paramLabel = "NAME", description = "The point, such as stage/light.")
  String name = "";

  @Parameters(index = "1", paramLabel = "VALUE", description = "What it shall be.")
  String text = "";

  @Option(
      names = "--priority",
      paramLabel = "N",
      description = "0 to 15; the highest that is set counts (default: 0).")
  int priority;

  @Option(
      names = "--policy",
      paramLabel = "POLICY",
      description = "Declare it so before: last-writer, maximum, sum or lease.")
  @Nullable String policy;

  @Option(names = "--text", description = "Take VALUE as a text, whatever it looks like.")
  boolean asText;

  @Option(names = "--add", description = "Add VALUE to what this node adds to a sum.")
  boolean add;

  ControlSet(Mesh mesh, Terminal terminal) {
    super(mesh, terminal);
  }

  @Override
  Exit run() {
    Point point = ControlText.asked(this::done);
    if (json) {
      print(ControlText.fields(point, new Names(mesh)));
      return Exit.FINE;
    }
    terminal.line(name + " is " + ControlText.shown(point));
    if (point.policy() == Policy.LAST_WRITER && point.priority() > priority) {
      terminal.remark(
          "set with priority "
              + priority
              + ", but priority "
              + point.priority()
              + " counts: weft control release "
              + name
              + " --priority "
              + point.priority()
              + " takes that back");
    }
    return Exit.FINE;
  }

  private Point done() {
    Controls controls = mesh.controls();
    Optional<Kind> kind = asText ? Optional.of(Kind.TEXT) : controls.find(name).map(Point::kind);
    Object value = ControlText.value(mesh, text, kind);
    if (add) {
      if (value instanceof Double amount) {
        return controls.add(name, amount);
      }
      throw new Failure(Exit.USAGE, "--add " + text + ": a number is needed");
    }
    if (policy != null) {
      Policy wanted = ControlText.word(Policy.class, "--policy", policy);
      controls.declare(name, Kind.of(value).orElseThrow(), wanted);
    }
    return controls.set(name, value, priority);
  }
}
