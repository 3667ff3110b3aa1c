package io.weft.shell.verb;

import io.weft.node.NodeId;
import io.weft.peer.PeerInfo;
import io.weft.shell.text.Terminal;
import java.net.URI;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weft peers add}: meets whoever is at an address, and keeps it. */
@Command(
    name = "add",
    description = {
      "Dials an address, and keeps whoever is there and belongs to this network.",
      "A kept peer is dialled at every start, and its addresses are expected to be its own."
    },
    footer = {
      "",
      "Example: weft peers add tcp://192.168.1.7:7001 --key MFkwEwYHKoZIzj0C...",
      "JSON: as weft peers."
    })
final class PeerAdd extends Verb {

  @Parameters(
      paramLabel = "ADDRESS|NODE",
      description = "Such as tcp://192.168.1.7:7001; or a node that is known already.")
  String where = "";

  @Option(
      names = "--key",
      paramLabel = "KEY|ID",
      description = "Who must be there: a public key in base64, or a node id.")
  String key = "";

  PeerAdd(Mesh mesh, Terminal terminal) {
    super(mesh, terminal);
  }

  @Override
  Exit run() throws InterruptedException {
    Optional<NodeId> expected = PeerAsking.expected(key);
    PeerInfo peer =
        where.contains(":")
            ? PeerAsking.await(mesh.peerBook().add(address(), expected))
            : PeerAsking.await(mesh.peerBook().connect(new Names(mesh).find(where)));
    if (json) {
      print(PeerFields.of(peer));
    } else {
      terminal.line("added " + (peer.name().isEmpty() ? "" : peer.name() + " ") + peer.id());
    }
    return Exit.FINE;
  }

  private URI address() {
    try {
      return URI.create(where.strip());
    } catch (IllegalArgumentException e) {
      throw new Failure(
          Exit.USAGE, "\"" + where + "\" is no address, such as tcp://192.168.1.7:7001");
    }
  }
}
