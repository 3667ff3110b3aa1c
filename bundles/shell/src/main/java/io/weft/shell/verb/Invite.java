package io.weft.shell.verb;

import io.weft.shell.text.Figures;
import io.weft.shell.text.Json;
import io.weft.shell.text.Terminal;
import io.weft.trust.OneTimeTickets;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code weft invite}: makes a ticket for another machine. */
@Command(
    name = "invite",
    description = {
      "Prints a ticket with which another machine joins this network.",
      "A ticket is a secret: whoever holds it can join."
    },
    footer = {
      "",
      "Example: weft invite",
      "Example: weft invite --once --expires 2h",
      "JSON: {ticket, command, introducers}; with --once also expires, in seconds."
    })
final class Invite extends Verb {

  @Option(
      names = "--once",
      description =
          "A ticket that lets in one node, once, and does not carry the network's key; redeemed at"
              + " this node, which must run.")
  boolean once;

  @Option(
      names = "--expires",
      paramLabel = "TIME",
      description =
          "How long a ticket with --once is good, such as 2h (1m to 720h, 24h if not given).")
  @Nullable Duration expires;

  Invite(Mesh mesh, Terminal terminal) {
    super(mesh, terminal);
  }

  @Override
  Exit run() {
    List<URI> introducers =
        mesh.node().record().addresses().stream().filter(Invite::reachable).toList();
    boolean single = once || mesh.invitesOnce();
    Duration validFor = expires == null ? OneTimeTickets.USUAL_VALIDITY : expires;
    if (!single && expires != null) {
      throw new Failure(Exit.USAGE, "--expires goes with --once: other tickets do not expire");
    }
    String ticket;
    try {
      ticket =
          single
              ? mesh.onceTickets().inviteOnce(introducers, validFor)
              : mesh.tickets().invite(introducers);
    } catch (IllegalStateException e) {
      throw new Failure(Exit.FAILED, "no ticket: " + e.getMessage());
    } catch (IllegalArgumentException e) {
      throw new Failure(Exit.USAGE, String.valueOf(e.getMessage()));
    }
    String command = "launcher/weft up --join " + ticket;
    if (json && single) {
      print(
          Json.object(
              "ticket",
              ticket,
              "command",
              command,
              "introducers",
              introducers,
              "expires",
              validFor.toSeconds()));
      return Exit.FINE;
    }
    if (json) {
      print(Json.object("ticket", ticket, "command", command, "introducers", introducers));
      return Exit.FINE;
    }
    terminal.line(ticket);
    terminal.remark("\nOn the other machine, run:\n\n  " + command + "\n");
    if (single) {
      terminal.remark(
          "It lets in one node, within "
              + Figures.duration(validFor)
              + "; this node must run until then. weft tickets lists such tickets.");
    }
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
