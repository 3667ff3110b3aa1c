package io.weft.shell.verb;

import io.weft.control.Change;
import io.weft.shell.text.Json;
import io.weft.shell.text.Table;
import io.weft.shell.text.Terminal;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code weft control history}: who did what to a point. */
@Command(
    name = "history",
    description = {
      "Who did what to a control point, when, with which priority, as far as this node heard.",
      "What one node sets again and again within a second is one line."
    },
    footer = {
      "",
      "Example: weft control history stage/light",
      "JSON: [{at, by, name, what, priority, value}], oldest first; what is set, released, leased,"
          + " freed or deleted."
    })
final class ControlHistory extends Verb {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT)
          .withZone(ZoneId.systemDefault());

  @Parameters(paramLabel = "NAME", description = "The point, such as stage/light.")
  String name = "";

  ControlHistory(Mesh mesh, Terminal terminal) {
    super(mesh, terminal);
  }

  @Override
  Exit run() {
    List<Change> changes = mesh.controls().history(name);
    if (changes.isEmpty()) {
      throw new Failure(Exit.NOT_FOUND, "nothing is known of a control point \"" + name + "\"");
    }
    Names names = new Names(mesh);
    if (json) {
      print(
          changes.stream()
              .map(
                  change ->
                      Json.object(
                          "at", change.at(),
                          "by", change.by(),
                          "name", names.of(change.by()),
                          "what", change.what(),
                          "priority", change.priority(),
                          "value", change.value()))
              .toList());
      return Exit.FINE;
    }
    Table table = new Table("at", "by", "what", "value", ">priority");
    for (Change change : changes) {
      table.cell(TIME.format(change.at()));
      table.cell(names.of(change.by()));
      table.cell(change.what());
      table.cell(change.value().map(ControlText::shown).orElse(""));
      table.cell(change.priority());
    }
    table.print(terminal);
    return Exit.FINE;
  }
}
