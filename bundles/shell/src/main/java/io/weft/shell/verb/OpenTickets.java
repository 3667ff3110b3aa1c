package io.weft.shell.verb;

import io.weft.shell.text.Figures;
import io.weft.shell.text.Json;
import io.weft.shell.text.Table;
import io.weft.shell.text.Terminal;
import io.weft.trust.OneTimeTickets.Outstanding;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code weft tickets}: the one-time tickets that this node has made and nobody has used. */
@Command(
    name = "tickets",
    description = {
      "The one-time tickets of this node that can still be used.",
      "weft tickets revoke ID makes one worthless."
    },
    footer = {
      "",
      "Example: weft tickets",
      "JSON: [{id, expires}]; with revoke {id, revoked}.",
    })
final class OpenTickets extends Verb {

  private static final String REVOKE = "revoke";

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "revoke",
      description = "Makes a ticket worthless; who has used it stays in the network.")
  @Nullable String what;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "ID",
      description = "Which ticket, or the beginning of its id.")
  @Nullable String id;

  OpenTickets(Mesh mesh, Terminal terminal) {
    super(mesh, terminal);
  }

  @Override
  Exit run() {
    List<Outstanding> all = mesh.onceTickets().outstanding();
    if (what != null) {
      return revoke(what, id, all);
    }
    if (json) {
      List<Object> rows = new ArrayList<>();
      all.forEach(each -> rows.add(Json.object("id", each.id(), "expires", each.expires())));
      print(rows);
    } else if (all.isEmpty()) {
      terminal.line("no ticket is outstanding; weft invite --once makes one");
    } else {
      Table table = new Table("id", ">expires in");
      Instant now = Instant.now();
      for (Outstanding each : all) {
        table.cell(each.id());
        table.cell(Figures.duration(Duration.between(now, each.expires())));
      }
      table.print(terminal);
    }
    return Exit.FINE;
  }

  private Exit revoke(String verb, @Nullable String wanted, List<Outstanding> all) {
    if (!verb.equals(REVOKE) || wanted == null || wanted.isBlank()) {
      throw new Failure(Exit.USAGE, "weft tickets, or weft tickets revoke ID");
    }
    List<Outstanding> meant = all.stream().filter(each -> each.id().startsWith(wanted)).toList();
    if (meant.size() > 1) {
      throw new Failure(Exit.USAGE, "\"" + wanted + "\" may be " + meant.size() + " tickets");
    }
    if (meant.isEmpty() || !mesh.onceTickets().withdraw(meant.get(0).id())) {
      throw new Failure(
          Exit.NOT_FOUND,
          "no ticket \""
              + wanted
              + "\" is outstanding here: it was used, has expired, or is of"
              + " another node");
    }
    if (json) {
      print(Json.object("id", meant.get(0).id(), "revoked", true));
    } else {
      terminal.line("ticket " + meant.get(0).id() + " is worthless now");
    }
    return Exit.FINE;
  }
}
