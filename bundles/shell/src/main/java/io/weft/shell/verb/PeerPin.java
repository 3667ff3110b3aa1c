package io.weft.shell.verb;

import io.weft.node.NodeId;
import io.weft.peer.PeerException;
import io.weft.shell.text.Json;
import io.weft.shell.text.Terminal;
import java.security.PublicKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code weft peers pin}: accepts that a peer has another key than before. */
@Command(
    name = "pin",
    description = {
      "Accepts another key of a peer, though its old one has not signed it.",
      "Only if you know why the key is another one: it is refused otherwise for good reason."
    },
    footer = {"", "Example: weft peers pin node-b MFkwEwYHKoZIzj0C...", "JSON: {id, key}."})
final class PeerPin extends Verb {

  @Parameters(
      index = "0",
      paramLabel = "NODE",
      description = "A name, an id, or the beginning of one.")
  String node = "";

  @Parameters(
      index = "1",
      paramLabel = "KEY",
      description = "The public key in base64, as weft peers --json shows it.")
  String key = "";

  PeerPin(Mesh mesh, Terminal terminal) {
    super(mesh, terminal);
  }

  @Override
  Exit run() {
    NodeId id = PeerAsking.node(mesh, node);
    PublicKey accepted;
    try {
      accepted = KeyText.parse(key);
      mesh.peerBook().pin(id, accepted);
    } catch (IllegalArgumentException e) {
      throw new Failure(Exit.USAGE, String.valueOf(e.getMessage()));
    } catch (PeerException e) {
      throw PeerAsking.failure(e);
    }
    if (json) {
      print(Json.object("id", id, "key", KeyText.of(accepted)));
    } else {
      terminal.line("pinned the key of " + id);
    }
    return Exit.FINE;
  }
}
