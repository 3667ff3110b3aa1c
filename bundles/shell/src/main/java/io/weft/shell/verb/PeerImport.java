package io.weft.shell.verb;

import io.weft.exchange.PayloadException;
import io.weft.peer.KnownPeer;
import io.weft.shell.text.Json;
import io.weft.shell.text.Terminal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code weft peers import}: remembers whom another node has remembered. */
@Command(
    name = "import",
    description = "Remembers the peers of a file that weft peers export has written.",
    footer = {
      "",
      "Example: weft peers import /home/me/peers.json",
      "All of the file or nothing is taken in. JSON: {imported}."
    })
final class PeerImport extends Verb {

  /** About 200,000 peers. */
  private static final long MAX_BYTES = 128L * 1024 * 1024;

  @Parameters(paramLabel = "FILE", description = "The file, as the node can read it.")
  String file = "";

  PeerImport(Mesh mesh, Terminal terminal) {
    super(mesh, terminal);
  }

  @Override
  Exit run() {
    List<KnownPeer> peers = new ArrayList<>();
    for (Object each : read()) {
      try {
        if (!(each instanceof Map<?, ?> fields)) {
          throw new IllegalArgumentException("it is no object");
        }
        peers.add(PeerFields.known(fields));
      } catch (RuntimeException e) {
        throw new Failure(
            Exit.FAILED,
            "peer "
                + (peers.size() + 1)
                + " of "
                + file
                + ": "
                + e.getMessage()
                + "; none is taken");
      }
    }
    mesh.peerBook().restore(peers);
    if (json) {
      print(Json.object("imported", peers.size()));
    } else {
      terminal.line("imported " + peers.size() + (peers.size() == 1 ? " peer" : " peers"));
    }
    return Exit.FINE;
  }

  private List<?> read() {
    try {
      Path path = Path.of(Installed.file(file));
      long size = Files.size(path);
      if (size > MAX_BYTES) {
        throw new Failure(Exit.FAILED, file + " has " + size + " bytes (limit " + MAX_BYTES + ")");
      }
      return (List<?>)
          mesh.jsonCodec(List.class)
              .orElseThrow(() -> new Failure(Exit.FAILED, "no codec here reads JSON"))
              .decode(ByteBuffer.wrap(Files.readAllBytes(path)), List.class);
    } catch (IOException e) {
      throw new Failure(Exit.FAILED, "cannot read " + file + ": " + e.getMessage());
    } catch (PayloadException e) {
      throw new Failure(
          Exit.FAILED, file + " is not what weft peers export writes: " + e.getMessage());
    }
  }
}
