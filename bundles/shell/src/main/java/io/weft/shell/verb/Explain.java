package io.weft.shell.verb;

import io.weft.node.NodeId;
import io.weft.peer.LinkInfo;
import io.weft.peer.PeerEvent;
import io.weft.peer.PeerInfo;
import io.weft.shell.text.Figures;
import io.weft.shell.text.Json;
import io.weft.shell.text.Shade;
import io.weft.shell.text.Table;
import io.weft.shell.text.Terminal;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code weft explain}: why a node is connected the way it is, or is not. */
@Command(
    name = "explain",
    description = {
      "Why a node is connected, or is not, and what to do.",
      "Who discovered it, what was tried to reach it, from where, and how that went."
    },
    footer = {
      "",
      "Example: weft explain node-b",
      "JSON: {id, name, state, network, addresses, sources, links, history: [{at, kind, detail}],"
          + " advice}."
    })
final class Explain extends Verb {

  @Parameters(paramLabel = "NODE", description = "A name, an id, or the beginning of one.")
  String node = "";

  Explain(Mesh mesh, Terminal terminal) {
    super(mesh, terminal);
  }

  @Override
  Exit run() {
    Names names = new Names(mesh);
    NodeId id = names.find(node);
    if (names.isSelf(id)) {
      throw new Failure(Exit.USAGE, names.of(id) + " is this node; weft info tells about it");
    }
    PeerInfo peer =
        mesh.peers()
            .find(id)
            .orElseThrow(
                () -> new Failure(Exit.NOT_FOUND, names.of(id) + " is not known any more"));
    List<PeerEvent> history = mesh.peers().history(id);
    String advice = Advice.on(peer, history, mesh.node().record().network());
    if (json) {
      print(fields(peer, history, advice));
    } else {
      tell(peer, names.of(id), history, advice);
    }
    return Exit.FINE;
  }

  private void tell(PeerInfo peer, String name, List<PeerEvent> history, String advice) {
    Instant now = Instant.now();
    terminal.line(name + "  " + peer.id() + "  " + lower(peer.state()), Shade.HEADING);
    terminal.line("network    " + (peer.network().isEmpty() ? "not known yet" : peer.network()));
    terminal.line(
        "found by   "
            + listed(
                new TreeMap<>(peer.sources())
                    .entrySet().stream()
                        .map(e -> e.getKey() + " (" + ago(e.getValue(), now) + ")")
                        .toList()));
    terminal.line("listens at " + listed(peer.addresses()));
    for (LinkInfo link : peer.links()) {
      terminal.line(
          "link       "
              + lower(link.lane())
              + " "
              + link.local()
              + (link.dialled() ? " -> " : " <- ")
              + link.remote()
              + " over "
              + (lower(link.interfaceKind()) + " " + link.interfaceName()).strip()
              + (link.inUse() ? ", in use: " : ", not in use: ")
              + link.why());
    }
    terminal.line("");
    Table table = new Table(">ago", "what", "detail");
    for (PeerEvent event : history) {
      table.cell(Figures.age(event.at(), now));
      table.cell(lower(event.kind()).replace('_', ' '), shade(event.kind()));
      table.cell(event.detail());
    }
    table.print(terminal);
    terminal.line("");
    terminal.line(advice);
  }

  private static Object fields(PeerInfo peer, List<PeerEvent> history, String advice) {
    List<Object> events =
        history.stream()
            .<Object>map(
                event ->
                    Json.object("at", event.at(), "kind", event.kind(), "detail", event.detail()))
            .toList();
    List<Object> links =
        peer.links().stream()
            .<Object>map(
                link ->
                    Json.object(
                        "lane", link.lane(),
                        "local", link.local(),
                        "remote", link.remote(),
                        "interface", link.interfaceKind(),
                        "dialled", link.dialled(),
                        "interfaceName", link.interfaceName(),
                        "inUse", link.inUse(),
                        "why", link.why(),
                        "usable", link.usable()))
            .toList();
    return Json.object(
        "id", peer.id(),
        "name", peer.name(),
        "state", peer.state(),
        "network", peer.network(),
        "addresses", peer.addresses(),
        "sources", new TreeMap<>(peer.sources()),
        "links", links,
        "history", events,
        "advice", advice);
  }

  private static String listed(List<?> values) {
    return values.isEmpty()
        ? "nothing yet"
        : values.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  private static String ago(Instant when, Instant now) {
    String age = Figures.age(when, now);
    return age.equals("now") ? age : age + " ago";
  }

  private static String lower(@Nullable Enum<?> value) {
    return value == null ? "" : value.name().toLowerCase(Locale.ROOT);
  }

  private static Shade shade(PeerEvent.Kind kind) {
    return switch (kind) {
      case CONNECTED, LINKED, MOVED, FORGIVEN, KEY_FOLLOWED -> Shade.GOOD;
      case REFUSED, BANNED, KEY_REFUSED -> Shade.BAD;
      case DIAL_FAILED, LOST, UNLINKED -> Shade.WARNING;
      case SEEN, CHANGED, DIALLED, GONE, KEPT, LET_GO -> Shade.PLAIN;
    };
  }
}
