package io.weft.shell.verb;

import io.weft.node.NodeId;
import io.weft.peer.KnownPeer;
import io.weft.peer.PeerInfo;
import io.weft.shell.text.Figures;
import io.weft.shell.text.Shade;
import io.weft.shell.text.Terminal;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code weft peers show}: all about one peer. */
@Command(
    name = "show",
    description = "All that this node knows of a peer, and what it thinks of it.",
    footer = {
      "",
      "Example: weft peers show node-b",
      "JSON: as weft peers; of one that is only remembered as weft peers export.",
      "weft explain tells what was tried to reach it."
    })
final class PeerShow extends Verb {

  @Parameters(paramLabel = "NODE", description = "A name, an id, or the beginning of one.")
  String node = "";

  PeerShow(Mesh mesh, Terminal terminal) {
    super(mesh, terminal);
  }

  @Override
  Exit run() {
    NodeId id = PeerAsking.node(mesh, node);
    Optional<PeerInfo> here = mesh.peers().find(id);
    if (here.isPresent()) {
      show(here.get());
      return Exit.FINE;
    }
    KnownPeer remembered =
        mesh.peerBook().remembered().stream()
            .filter(peer -> peer.id().equals(id))
            .findFirst()
            .orElseThrow(() -> new Failure(Exit.NOT_FOUND, "no peer " + id + " is known"));
    if (json) {
      print(PeerFields.of(remembered));
    } else {
      terminal.line(remembered.name() + "  " + id + "  remembered", Shade.HEADING);
      line("addresses", listed(remembered.addresses()));
      line("last seen", Figures.age(remembered.lastSeen(), Instant.now()) + " ago");
    }
    return Exit.FINE;
  }

  private void show(PeerInfo peer) {
    if (json) {
      print(PeerFields.of(peer));
      return;
    }
    Instant now = Instant.now();
    terminal.line(
        (peer.name().isEmpty() ? "(no name yet)" : peer.name())
            + "  "
            + peer.id()
            + "  "
            + peer.state().name().toLowerCase(Locale.ROOT),
        Shade.HEADING);
    line("key", peer.publicKey().map(KeyText::of).orElse("not seen yet"));
    line("network", peer.network().isEmpty() ? "not known yet" : peer.network());
    line("roles", listed(new TreeSet<>(peer.roles())));
    line("addresses", listed(peer.addresses()));
    line(
        "found by",
        listed(
            new TreeMap<>(peer.sources())
                .entrySet().stream()
                    .map(each -> each.getKey() + " " + Figures.age(each.getValue(), now) + " ago")
                    .toList()));
    line("kept", peer.kept() ? "yes, added by hand" : "no");
    line("reputation", PeerList.score(peer));
    peer.standing().reasons().forEach(reason -> line("", reason));
    peer.standing().ban().ifPresent(ban -> line("banned", ban.reason()));
    String dialling = PeerList.dialling(peer, now);
    line("dialling", dialling.isEmpty() ? "nothing has failed" : dialling);
    line("connected", peer.connectedSince().map(at -> Figures.age(at, now)).orElse("no"));
    line("round trip", peer.roundTrip().map(Figures::duration).orElse("not measured"));
    line(
        "traffic",
        Figures.bytes(peer.sentBytes())
            + " sent, "
            + Figures.bytes(peer.receivedBytes())
            + " received");
    line("last seen", Figures.age(peer.lastSeen(), now) + " ago");
  }

  private void line(String what, String value) {
    terminal.line(String.format(Locale.ROOT, "%-11s%s", what, value));
  }

  private static String listed(Iterable<?> values) {
    List<String> all = new java.util.ArrayList<>();
    values.forEach(value -> all.add(String.valueOf(value)));
    return all.isEmpty() ? "none" : all.stream().collect(Collectors.joining(", "));
  }
}
