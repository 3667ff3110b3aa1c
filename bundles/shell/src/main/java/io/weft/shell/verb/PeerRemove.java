package io.weft.shell.verb;

import io.weft.node.NodeId;
import io.weft.shell.text.Json;
import io.weft.shell.text.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code weft peers remove}: lets go of a peer and forgets it. */
@Command(
    name = "remove",
    description = {
      "Lets go of a peer and forgets all about it.",
      "Discovery may find it again: weft peers ban keeps it away."
    },
    footer = {"", "Example: weft peers remove node-b", "JSON: {id, removed}."})
final class PeerRemove extends Verb {

  @Parameters(paramLabel = "NODE", description = "A name, an id, or the beginning of one.")
  String node = "";

  PeerRemove(Mesh mesh, Terminal terminal) {
    super(mesh, terminal);
  }

  @Override
  Exit run() {
    NodeId id = PeerAsking.node(mesh, node);
    boolean removed = mesh.peerBook().remove(id);
    if (json) {
      print(Json.object("id", id, "removed", removed));
    } else {
      terminal.line((removed ? "removed " : "not known: ") + id);
    }
    return removed ? Exit.FINE : Exit.NOT_FOUND;
  }
}
