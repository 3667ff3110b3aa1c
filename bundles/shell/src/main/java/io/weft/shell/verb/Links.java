package io.weft.shell.verb;

import io.weft.node.NodeId;
import io.weft.peer.LinkInfo;
import io.weft.peer.PeerInfo;
import io.weft.shell.text.Figures;
import io.weft.shell.text.Json;
import io.weft.shell.text.Shade;
import io.weft.shell.text.Table;
import io.weft.shell.text.Terminal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code weft links}: the pipes between this node and the others. */
@Command(
    name = "links",
    description = "The links between this node and the others.",
    footer = {
      "",
      "Example: weft links node-b",
      "JSON: [{node, name, lane, local, remote, transport, interface, interfaceName, costMicros,"
          + " inUse, why, protection, dialled, usable, since, roundTripMillis, sentFrames, sentBytes,"
          + " receivedFrames, receivedBytes}]."
    })
final class Links extends Verb {

  @Parameters(
      arity = "0..1",
      paramLabel = "NODE",
      description = "Only links to this node: a name, an id, or the beginning of one.")
  @Nullable String node;

  private record PeerLink(PeerInfo peer, LinkInfo link) {}

  Links(Mesh mesh, Terminal terminal) {
    super(mesh, terminal);
  }

  @Override
  Exit run() {
    Names names = new Names(mesh);
    NodeId only = node == null ? null : names.find(node);
    List<PeerLink> links = new ArrayList<>();
    for (PeerInfo peer : mesh.peers().all()) {
      if (only == null || only.equals(peer.id())) {
        peer.links().forEach(link -> links.add(new PeerLink(peer, link)));
      }
    }
    if (json) {
      print(links.stream().map(link -> fields(link, names)).toList());
    } else if (links.isEmpty()) {
      terminal.remark(only == null ? "no links: no other node is connected" : nothing(only, names));
    } else {
      table(links, names);
    }
    return Exit.FINE;
  }

  private static String nothing(NodeId node, Names names) {
    return names.isSelf(node)
        ? "a node has no links to itself"
        : "no links to " + names.of(node) + "; weft explain " + names.of(node) + " says why";
  }

  private void table(List<PeerLink> links, Names names) {
    Instant now = Instant.now();
    Table table =
        new Table(
            "peer",
            "lane",
            "remote",
            "over",
            "protection",
            ">cost",
            ">round trip",
            ">sent",
            ">received",
            ">since",
            "in use");
    for (PeerLink entry : links) {
      LinkInfo link = entry.link();
      table.cell(names.of(entry.peer().id()));
      table.cell(lower(link.lane()), link.usable() ? Shade.PLAIN : Shade.FAINT);
      table.cell(link.remote());
      table.cell((lower(link.interfaceKind()) + " " + link.interfaceName()).strip());
      table.cell(protection(link), shade(link));
      table.cell(Figures.duration(link.cost()));
      table.cell(link.roundTrip().map(Figures::duration).orElse(""));
      table.cell(Figures.bytes(link.sentBytes()));
      table.cell(Figures.bytes(link.receivedBytes()));
      table.cell(Figures.age(link.since(), now));
      table.cell(
          (link.usable() ? link.inUse() ? "yes: " : "no: " : "closing: ") + link.why(),
          link.inUse() ? Shade.GOOD : Shade.FAINT);
    }
    table.print(terminal);
  }

  private static Map<String, @Nullable Object> fields(PeerLink entry, Names names) {
    LinkInfo link = entry.link();
    return Json.object(
        "node", entry.peer().id(),
        "name", names.of(entry.peer().id()),
        "lane", link.lane(),
        "local", link.local(),
        "remote", link.remote(),
        "transport", link.remote().getScheme(),
        "interface", link.interfaceKind(),
        "interfaceName", link.interfaceName(),
        "costMicros", link.cost().toNanos() / 1_000.0,
        "inUse", link.inUse(),
        "why", link.why(),
        "protection", link.protection(),
        "dialled", link.dialled(),
        "usable", link.usable(),
        "since", link.since(),
        "roundTripMillis", link.roundTrip().map(Figures::millis),
        "sentFrames", link.sentFrames(),
        "sentBytes", link.sentBytes(),
        "receivedFrames", link.receivedFrames(),
        "receivedBytes", link.receivedBytes());
  }

  private static String protection(LinkInfo link) {
    return switch (link.protection()) {
      case TLS -> "tls";
      case LOCAL_USER -> "local user";
      case NONE -> "none";
    };
  }

  private static Shade shade(LinkInfo link) {
    return switch (link.protection()) {
      case TLS, LOCAL_USER -> Shade.PLAIN;
      case NONE -> Shade.BAD;
    };
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
