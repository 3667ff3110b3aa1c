package io.weft.shell.verb;

import io.weft.shell.text.Json;
import io.weft.shell.text.Terminal;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;

/** {@code weft invite}: makes a ticket for another machine. */
@Command(
    name = "invite",
    description = {
      "Prints a ticket with which another machine joins this network.",
      "A ticket is a secret: whoever holds it can join."
    },
    footer = {"", "Example: weft invite", "JSON: {ticket, command, introducers}."})
final class Invite extends Verb {

  Invite(Mesh mesh, Terminal terminal) {
    super(mesh, terminal);
  }

  @Override
  Exit run() {
    List<URI> introducers =
        mesh.node().record().addresses().stream().filter(Invite::reachable).toList();
    String ticket;
    try {
      ticket = mesh.tickets().invite(introducers);
    } catch (IllegalStateException e) {
      throw new Failure(Exit.FAILED, "no ticket: " + e.getMessage());
    }
    String command = "launcher/weft up --join " + ticket;
    if (json) {
      print(Json.object("ticket", ticket, "command", command, "introducers", introducers));
      return Exit.FINE;
    }
    terminal.line(ticket);
    terminal.remark("\nOn the other machine, run:\n\n  " + command + "\n");
    if (introducers.isEmpty()) {
      terminal.remark(
          "This node listens on this machine only, so discovery must bring the two together:"
              + " set bind_address to an address that others reach.");
    }
    return Exit.FINE;
  }

  /** Whether another machine could dial it. Host names are left to that machine. */
  private static boolean reachable(URI address) {
    String host = address.getHost();
    if (host == null) {
      return false;
    }
    String bare = host.replace("[", "").replace("]", "").toLowerCase(Locale.ROOT);
    return !bare.equals("localhost")
        && !bare.startsWith("127.")
        && !bare.equals("::1")
        && !bare.equals("0:0:0:0:0:0:0:1");
  }
}
