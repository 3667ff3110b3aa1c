package io.weft.shell.verb;

import io.weft.node.NodeId;
import io.weft.peer.PeerException;
import io.weft.shell.text.Figures;
import io.weft.shell.text.Json;
import io.weft.shell.text.Terminal;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weft peers ban}: keeps a peer away. */
@Command(
    name = "ban",
    description = "Ends the links with a peer, and refuses new ones.",
    footer = {
      "",
      "Example: weft peers ban node-b --for 10m --reason \"it floods us\"",
      "JSON: {id, forMillis, reason}."
    })
final class PeerBan extends Verb {

  @Parameters(paramLabel = "NODE", description = "A name, an id, or the beginning of one.")
  String node = "";

  @Option(
      names = "--for",
      paramLabel = "TIME",
      description = "How long, such as 10m; until it is lifted if left out.")
  @Nullable Duration howLong;

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for people.")
  String reason = "by hand";

  PeerBan(Mesh mesh, Terminal terminal) {
    super(mesh, terminal);
  }

  @Override
  Exit run() {
    NodeId id = PeerAsking.node(mesh, node);
    Optional<Duration> time = Optional.ofNullable(howLong);
    try {
      mesh.peerBook().ban(id, time, reason);
    } catch (PeerException e) {
      throw PeerAsking.failure(e);
    }
    if (json) {
      print(Json.object("id", id, "forMillis", time.map(Duration::toMillis), "reason", reason));
    } else {
      terminal.line(
          "banned "
              + id
              + time.map(length -> " for " + Figures.duration(length))
                  .orElse(" until it is lifted"));
    }
    return Exit.FINE;
  }
}
