package io.weft.shell.verb;

import io.weft.shell.text.Json;
import io.weft.shell.text.Terminal;
import java.security.PublicKey;
import java.util.Base64;
import picocli.CommandLine.Command;

/** {@code weft rotate-key}: gives this node a new key; it stays the same node. */
@Command(
    name = "rotate-key",
    description = {
      "Gives this node a new key, which the one before signs for.",
      "It keeps its id; links that are up go on, new ones use the new key."
    },
    footer = {"", "Example: weft rotate-key", "JSON: {id, publicKey}, the key as SPKI in base64."})
final class RotateKey extends Verb {

  RotateKey(Mesh mesh, Terminal terminal) {
    super(mesh, terminal);
  }

  @Override
  Exit run() {
    String id = mesh.node().record().id().text();
    PublicKey key;
    try {
      key = mesh.rotation().rotate();
    } catch (IllegalStateException e) {
      throw new Failure(Exit.FAILED, "the key stays: " + e.getMessage());
    }
    String text = Base64.getEncoder().encodeToString(key.getEncoded());
    if (json) {
      print(Json.object("id", id, "publicKey", text));
    } else {
      terminal.line("node " + id + " has the new key " + text);
    }
    return Exit.FINE;
  }
}
