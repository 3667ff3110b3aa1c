package io.weft.shell.verb;

import io.weft.node.NodeId;
import io.weft.shell.text.Json;
import io.weft.shell.text.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code weft peers unban}: lifts a ban. */
@Command(
    name = "unban",
    description = "Lifts a ban and forgives what led to it.",
    footer = {"", "Example: weft peers unban node-b", "JSON: {id, unbanned}."})
final class PeerUnban extends Verb {

  @Parameters(paramLabel = "NODE", description = "A name, an id, or the beginning of one.")
  String node = "";

  PeerUnban(Mesh mesh, Terminal terminal) {
    super(mesh, terminal);
  }

  @Override
  Exit run() {
    NodeId id = PeerAsking.node(mesh, node);
    boolean lifted = mesh.peerBook().unban(id);
    if (json) {
      print(Json.object("id", id, "unbanned", lifted));
    } else {
      terminal.line((lifted ? "no longer banned: " : "was not banned: ") + id);
    }
    return Exit.FINE;
  }
}
