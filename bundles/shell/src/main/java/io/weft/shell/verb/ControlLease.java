package io.weft.shell.verb;

import io.weft.control.Kind;
import io.weft.control.Point;
import io.weft.shell.text.Terminal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weft control lease}: takes, hands over or gives back a lease. */
@Command(
    name = "lease",
    description = {
      "Takes the lease of a control point for this node, renews it, hands it over or gives it back.",
      "Only who holds it may set the point; each change renews it."
    },
    footer = {
      "",
      "Examples: weft control lease crane/arm --for 30s",
      "          weft control lease crane/arm --to node-b",
      "          weft control lease crane/arm --give-back",
      "JSON: as of weft control get; the point as it is then.",
      "Exit code: 1 if another node holds it."
    })
final class ControlLease extends Verb {

  @Parameters(paramLabel = "NAME", description = "The point, such as crane/arm.")
  String name = "";

  @Option(
      names = "--for",
      paramLabel = "TIME",
      defaultValue = "30s",
      description = "It ends this long after the last change or renewal (default: 30s).")
  Duration time = Duration.ofSeconds(30);

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      description = "Of a new point: number, switch, colour, text or record (default: number).")
  @Nullable String kind;

  @Option(
      names = "--priority",
      paramLabel = "N",
      description = "0 to 15; a higher one than the holder's takes it away (default: 0).")
  int priority;

  @Option(names = "--to", paramLabel = "NODE", description = "Hand it over to this node.")
  @Nullable String to;

  @Option(names = "--give-back", description = "Give it back.")
  boolean giveBack;

  ControlLease(Mesh mesh, Terminal terminal) {
    super(mesh, terminal);
  }

  @Override
  Exit run() {
    if (to != null && giveBack) {
      throw new Failure(Exit.USAGE, "--to and --give-back exclude each other");
    }
    Point point = ControlText.asked(this::done);
    Names names = new Names(mesh);
    if (json) {
      print(ControlText.fields(point, names));
    } else {
      terminal.line(
          name + point.holder().map(node -> " is held by " + names.of(node)).orElse(" is free"));
    }
    return Exit.FINE;
  }

  private Point done() {
    if (to != null) {
      return mesh.leases().handOver(name, new Names(mesh).find(to));
    }
    if (giveBack) {
      return mesh.leases().giveBack(name);
    }
    Kind of =
        kind != null
            ? ControlText.word(Kind.class, "--kind", kind)
            : mesh.controls().find(name).map(Point::kind).orElse(Kind.NUMBER);
    return mesh.leases().take(name, of, time, priority);
  }
}
