package io.weft.shell.verb;

import io.weft.node.NodeId;
import io.weft.shell.text.Json;
import io.weft.shell.text.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code weft revoke}: puts a node out of the network for good. */
@Command(
    name = "revoke",
    description = {
      "Puts a node out of the network for good.",
      "Only nodes that hold the network's key can. It stays out by its id: whoever holds the"
          + " network's key itself can come again as another node."
    },
    footer = {"", "Example: weft revoke node-b", "JSON: {id, revoked}."})
final class Revoke extends Verb {

  @Parameters(paramLabel = "NODE", description = "A name, an id, or the beginning of one.")
  String node = "";

  Revoke(Mesh mesh, Terminal terminal) {
    super(mesh, terminal);
  }

  @Override
  Exit run() {
    NodeId id = PeerAsking.node(mesh, node);
    try {
      mesh.revocations().revoke(id);
    } catch (IllegalStateException e) {
      throw new Failure(Exit.FAILED, "nobody is revoked: " + e.getMessage());
    }
    if (json) {
      print(Json.object("id", id, "revoked", mesh.revocations().revoked().size()));
    } else {
      terminal.line(id + " is revoked: it is admitted no more");
    }
    return Exit.FINE;
  }
}
