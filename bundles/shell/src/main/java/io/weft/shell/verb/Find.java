package io.weft.shell.verb;

import io.weft.discovery.Query;
import io.weft.discovery.Queryable;
import io.weft.exchange.Service;
import io.weft.node.NodeId;
import io.weft.node.NodeRecord;
import io.weft.peer.PeerInfo;
import io.weft.shell.text.Figures;
import io.weft.shell.text.Json;
import io.weft.shell.text.Table;
import io.weft.shell.text.Terminal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weft find}: asks all nodes in reach who has something. */
@Command(
    name = "find",
    description = "Asks all nodes in reach who has a role, a capability or a service.",
    footer = {
      "",
      "Examples: weft find role gpu",
      "          weft find capability processors=8",
      "JSON: [{id, name, self, state}].",
      "Exit code: 4 if nobody has it."
    })
final class Find extends Verb {

  /** What can be asked for. */
  enum Kind {
    ROLE,
    CAPABILITY,
    SERVICE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Parameters(index = "0", paramLabel = "KIND", description = "One of ${COMPLETION-CANDIDATES}.")
  Kind kind = Kind.ROLE;

  @Parameters(
      index = "1",
      paramLabel = "VALUE",
      description = "A role, a capability (name or name=value), or the path of a service.")
  String value = "";

  @Option(
      names = "--wait",
      paramLabel = "TIME",
      defaultValue = "1s",
      description = "How long to wait for answers (default: ${DEFAULT-VALUE}).")
  Duration wait = Duration.ofSeconds(1);

  Find(Mesh mesh, Terminal terminal) {
    super(mesh, terminal);
  }

  @Override
  Exit run() throws InterruptedException {
    ask();
    TimeUnit.NANOSECONDS.sleep(wait.toNanos());
    Map<NodeId, String> found = found();
    Names names = new Names(mesh);
    if (json) {
      print(
          found.entrySet().stream()
              .map(
                  entry ->
                      Json.object(
                          "id", entry.getKey(),
                          "name", names.of(entry.getKey()),
                          "self", names.isSelf(entry.getKey()),
                          "state", entry.getValue()))
              .toList());
    } else if (found.isEmpty()) {
      terminal.remark(
          "nobody in reach answered within " + Figures.duration(wait) + " to have " + what());
    } else {
      Table table = new Table("name", "id", "state");
      found.forEach(
          (id, state) ->
              table
                  .cell((names.isSelf(id) ? "* " : "  ") + names.of(id))
                  .cell(id.shortText())
                  .cell(state));
      table.print(terminal);
    }
    return found.isEmpty() ? Exit.NOT_FOUND : Exit.FINE;
  }

  private void ask() {
    List<Queryable> asked = mesh.queryable();
    if (asked.isEmpty()) {
      terminal.remark("no discovery here can ask others: only what is known already is searched");
    }
    try {
      Query query = new Query(Query.Kind.valueOf(kind.name()), value);
      asked.forEach(provider -> provider.query(query));
    } catch (IllegalArgumentException e) {
      throw new Failure(Exit.USAGE, String.valueOf(e.getMessage()));
    }
  }

  private Map<NodeId, String> found() {
    Map<NodeId, String> found = new LinkedHashMap<>();
    NodeRecord self = mesh.node().record();
    Set<NodeId> offering = offering();
    if (matches(self.id(), self.roles(), self.capabilities(), offering)) {
      found.put(self.id(), "this node");
    }
    for (PeerInfo peer : mesh.peers().all()) {
      if (matches(peer.id(), peer.roles(), peer.capabilities(), offering)) {
        found.put(peer.id(), peer.state().name().toLowerCase(Locale.ROOT));
      }
    }
    return found;
  }

  private Set<NodeId> offering() {
    Set<NodeId> nodes =
        mesh.directory().remote(value).stream().map(Service::node).collect(Collectors.toSet());
    mesh.directory().local().stream()
        .filter(service -> service.description().path().equals(value))
        .forEach(service -> nodes.add(service.node()));
    return nodes;
  }

  private boolean matches(
      NodeId id, Set<String> roles, Map<String, String> capabilities, Set<NodeId> offering) {
    return switch (kind) {
      case ROLE -> roles.contains(value);
      case SERVICE -> offering.contains(id);
      case CAPABILITY -> {
        int equals = value.indexOf('=');
        yield equals < 0
            ? capabilities.containsKey(value)
            : value.substring(equals + 1).equals(capabilities.get(value.substring(0, equals)));
      }
    };
  }

  private String what() {
    return "the " + kind + " \"" + value + "\"";
  }
}
