package io.weft.shell.verb;

import io.weft.shell.text.Terminal;
import picocli.CommandLine.Command;

/** {@code weft peers export}: everybody who is remembered, as JSON. */
@Command(
    name = "export",
    description = "Prints everybody who is remembered as JSON, for weft peers import elsewhere.",
    footer = {
      "",
      "Example: weft peers export > peers.json",
      "JSON: [{id, key, name, network, roles, addresses, kept, luck, malice, judgedAt, bans, ban:"
          + " {reason, since, until}, lastSeen}]."
    })
final class PeerExport extends Verb {

  PeerExport(Mesh mesh, Terminal terminal) {
    super(mesh, terminal);
  }

  @Override
  Exit run() {
    print(mesh.peerBook().remembered().stream().map(PeerFields::of).toList());
    return Exit.FINE;
  }
}
