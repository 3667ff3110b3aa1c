package io.weft.shell.verb;

import io.weft.peer.PeerInfo;
import io.weft.shell.text.Figures;
import io.weft.shell.text.Shade;
import io.weft.shell.text.Table;
import io.weft.shell.text.Terminal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code weft peers}: whom this node knows, what it thinks of them, and how dialling them goes. */
@Command(
    name = "peers",
    description = {
      "The other nodes that this one knows, and what it thinks of them.",
      "add, remove, show, ban, unban, pin, export and import change that."
    },
    footer = {
      "",
      "Examples: weft peers",
      "          weft peers add tcp://192.168.1.7:7001",
      "          weft peers ban node-b --for 10m --reason \"it floods us\"",
      "JSON: [{id, key, name, network, roles, capabilities, addresses, sources, kept, state,"
          + " reputation, reasons, ban, failures, nextDial, paused, since, lastSeen, sentBytes,"
          + " receivedBytes, roundTripMillis}]."
    })
final class PeerList extends Verb implements VerbGroup {

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      description = "Only those that say they have this role.")
  String role = "";

  PeerList(Mesh mesh, Terminal terminal) {
    super(mesh, terminal);
  }

  @Override
  public List<Verb> parts() {
    return List.of(
        new PeerAdd(mesh, terminal),
        new PeerRemove(mesh, terminal),
        new PeerShow(mesh, terminal),
        new PeerBan(mesh, terminal),
        new PeerUnban(mesh, terminal),
        new PeerPin(mesh, terminal),
        new PeerExport(mesh, terminal),
        new PeerImport(mesh, terminal));
  }

  @Override
  Exit run() {
    List<PeerInfo> peers = role.isEmpty() ? mesh.peers().all() : mesh.peers().withRole(role);
    if (json) {
      print(peers.stream().map(PeerFields::of).toList());
    } else if (peers.isEmpty()) {
      terminal.remark(
          role.isEmpty()
              ? "nobody is known yet; weft peers add ADDRESS adds a node by hand"
              : "nobody who is known has the role " + role);
    } else {
      table(peers);
    }
    return Exit.FINE;
  }

  private void table(List<PeerInfo> peers) {
    Instant now = Instant.now();
    Table table =
        new Table(
            "name", "id", "state", "kept", ">reputation", "why", ">sent", ">received", "dialling");
    for (PeerInfo peer : peers) {
      table.cell(peer.name().isEmpty() ? "(no name yet)" : peer.name());
      table.cell(peer.id().shortText());
      table.cell(peer.state().name().toLowerCase(Locale.ROOT), Nodes.shade(peer.state()));
      table.cell(peer.kept() ? "yes" : "");
      table.cell(score(peer), peer.standing().score() < 0 ? Shade.WARNING : Shade.PLAIN);
      table.cell(why(peer, now), Shade.FAINT);
      table.cell(Figures.bytes(peer.sentBytes()));
      table.cell(Figures.bytes(peer.receivedBytes()));
      table.cell(dialling(peer, now));
    }
    table.print(terminal);
  }

  static String score(PeerInfo peer) {
    return String.format(Locale.ROOT, "%+.0f", peer.standing().score()).replace("-0", "+0");
  }

  private static String why(PeerInfo peer, Instant now) {
    return peer.standing()
        .ban()
        .map(
            ban ->
                "banned "
                    + ban.until()
                        .map(end -> "for " + Figures.duration(left(now, end)))
                        .orElse("for good")
                    + ": "
                    + ban.reason())
        .or(() -> peer.standing().reasons().stream().findFirst())
        .orElse("");
  }

  /** How dialling goes, in words; empty if there is nothing to say. */
  static String dialling(PeerInfo peer, Instant now) {
    PeerInfo.Dialling dialling = peer.dialling();
    if (dialling.failures() == 0 || peer.state() == PeerInfo.State.CONNECTED) {
      return "";
    }
    Optional<Duration> next = dialling.next().map(at -> left(now, at));
    return dialling.failures()
        + " failed"
        + (dialling.paused() ? ", paused" : "")
        + next.map(pause -> ", next in " + Figures.duration(pause)).orElse("");
  }

  private static Duration left(Instant now, Instant at) {
    Duration left = Duration.between(now, at);
    return left.isNegative() ? Duration.ZERO : left;
  }
}
