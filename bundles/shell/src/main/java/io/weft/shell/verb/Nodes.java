package io.weft.shell.verb;

import io.weft.node.NodeRecord;
import io.weft.peer.LinkInfo;
import io.weft.peer.PeerInfo;
import io.weft.shell.text.Figures;
import io.weft.shell.text.Shade;
import io.weft.shell.text.Table;
import io.weft.shell.text.Terminal;
import io.weft.transport.Lane;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code weft nodes}: this node and all that it knows. */
@Command(
    name = "nodes",
    description = {
      "All nodes that this one knows; this one first, marked with *.",
      "--watch follows who is found, changes and is lost, one a line."
    },
    footer = {
      "",
      "Examples: weft nodes",
      "          weft nodes --watch --for 1m",
      "JSON: [{id, name, self, state, network, roles, capabilities, addresses, roundTripMillis,"
          + " transport, interface, foundBy, services, since, lastSeen}]; state is self, known,"
          + " connecting, connected, lost, gone or banned.",
      "JSON of --watch: one object a line, {at, change, node}; change is found, changed or lost."
    })
final class Nodes extends Verb {

  @Option(names = "--watch", description = "Follow who comes and goes, until interrupted.")
  boolean watch;

  @Option(
      names = "--for",
      paramLabel = "TIME",
      description = "With --watch: end after this time, such as 10s.")
  @Nullable Duration duration;

  Nodes(Mesh mesh, Terminal terminal) {
    super(mesh, terminal);
  }

  @Override
  Exit run() throws InterruptedException {
    if (duration != null && !watch) {
      throw new Failure(Exit.USAGE, "--for goes with --watch");
    }
    if (watch) {
      new NodeWatch(mesh, terminal, json).run(Durations.orUnlimited(duration));
      return Exit.FINE;
    }
    NodeRecord self = mesh.node().record();
    List<PeerInfo> peers = mesh.peers().all();
    if (json) {
      List<Object> all = new ArrayList<>();
      all.add(NodeFields.of(self, mesh.offeredHere()));
      peers.forEach(peer -> all.add(NodeFields.of(peer, mesh.offeredBy(peer.id()))));
      print(all);
    } else {
      table(self, peers);
    }
    return Exit.FINE;
  }

  private void table(NodeRecord self, List<PeerInfo> peers) {
    Instant now = Instant.now();
    Table table =
        new Table("name", "id", "state", ">round trip", "via", "found by", ">services", ">since");
    table.cell("* " + self.name()).cell(self.id().shortText()).cell("this node", Shade.GOOD);
    table.cell("").cell("").cell("").cell(mesh.offeredHere()).cell("");
    for (PeerInfo peer : peers) {
      table.cell("  " + (peer.name().isEmpty() ? "(no name yet)" : peer.name()));
      table.cell(peer.id().shortText());
      table.cell(peer.state().name().toLowerCase(Locale.ROOT), shade(peer.state()));
      table.cell(peer.roundTrip().map(Figures::duration).orElse(""));
      table.cell(inUse(peer).map(Nodes::via).orElse(""));
      table.cell(String.join(", ", new TreeSet<>(peer.sources().keySet())));
      table.cell(mesh.offeredBy(peer.id()));
      table.cell(peer.connectedSince().map(since -> Figures.age(since, now)).orElse(""));
    }
    table.print(terminal);
  }

  /** The link that requests take. */
  static Optional<LinkInfo> inUse(PeerInfo peer) {
    return peer.links().stream()
        .filter(LinkInfo::inUse)
        .min(Comparator.comparing(link -> link.lane() != Lane.CALLS));
  }

  /** Transport and interface kind, such as {@code tcp/ethernet}. */
  static String via(LinkInfo link) {
    return link.remote().getScheme() + "/" + link.interfaceKind().name().toLowerCase(Locale.ROOT);
  }

  static Shade shade(PeerInfo.State state) {
    return switch (state) {
      case CONNECTED -> Shade.GOOD;
      case CONNECTING, LOST -> Shade.WARNING;
      case KNOWN, GONE -> Shade.FAINT;
      case BANNED -> Shade.BAD;
    };
  }
}
