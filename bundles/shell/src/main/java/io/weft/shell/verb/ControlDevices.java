package io.weft.shell.verb;

import io.weft.exchange.ApplicationException;
import io.weft.exchange.Encoded;
import io.weft.exchange.Payload;
import io.weft.exchange.PayloadException;
import io.weft.exchange.Reply;
import io.weft.exchange.RequestException;
import io.weft.exchange.RequestOptions;
import io.weft.exchange.Service;
import io.weft.node.NodeId;
import io.weft.shell.text.Json;
import io.weft.shell.text.Table;
import io.weft.shell.text.Terminal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** {@code weft control devices}: the input devices of all nodes. */
@Command(
    name = "devices",
    description = {
      "The input devices of all connected nodes, and how many mappings they have.",
      "io.weft.control.mapping on their node leads them to control points."
    },
    footer = {
      "",
      "Example: weft control devices",
      "JSON: [{node, name, device, kind, title, mappings, messages, trouble}]."
    })
final class ControlDevices extends Verb {

  private static final String PATH = "weft/input";

  private static final RequestOptions PATIENCE =
      RequestOptions.DEFAULT.withDeadline(Duration.ofSeconds(5)).withContentType(Encoded.JSON);

  ControlDevices(Mesh mesh, Terminal terminal) {
    super(mesh, terminal);
  }

  @Override
  Exit run() throws InterruptedException {
    Map<NodeId, CompletableFuture<Reply>> asked = new TreeMap<>();
    Stream.concat(mesh.directory().local().stream(), mesh.directory().remote(PATH).stream())
        .filter(service -> service.description().path().equals(PATH))
        .map(Service::node)
        .forEach(node -> asked.put(node, ask(node)));
    Names names = new Names(mesh);
    List<Map<String, @Nullable Object>> devices = new ArrayList<>();
    for (Map.Entry<NodeId, CompletableFuture<Reply>> each : asked.entrySet()) {
      for (Map<?, ?> device : answer(each.getKey(), each.getValue(), names)) {
        Map<String, @Nullable Object> fields =
            Json.object("node", each.getKey(), "name", names.of(each.getKey()));
        device.forEach((name, value) -> fields.put(String.valueOf(name), value));
        devices.add(fields);
      }
    }
    if (json) {
      print(devices);
    } else if (devices.isEmpty()) {
      terminal.remark("no connected node has an input device");
    } else {
      table(devices);
    }
    return Exit.FINE;
  }

  private CompletableFuture<Reply> ask(NodeId node) {
    byte[] nothing = {};
    return mesh.exchange().request(PATH, "list", nothing, PATIENCE.withTarget(node));
  }

  private List<Map<?, ?>> answer(NodeId node, CompletableFuture<Reply> answer, Names names)
      throws InterruptedException {
    try {
      Payload reply = answer.get();
      List<Map<?, ?>> devices = new ArrayList<>();
      for (Object each : (List<?>) reply.as(List.class)) {
        if (each instanceof Map<?, ?> fields) {
          devices.add(fields);
        }
      }
      return devices;
    } catch (ExecutionException | PayloadException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      boolean known = cause instanceof RequestException || cause instanceof ApplicationException;
      terminal.remark(
          names.of(node) + " did not tell its devices: " + (known ? cause.getMessage() : cause));
      return List.of();
    }
  }

  private void table(List<Map<String, @Nullable Object>> devices) {
    Table table = new Table("node", "device", "kind", "title", ">mappings", ">messages", "trouble");
    for (Map<String, @Nullable Object> device : devices) {
      for (String field :
          List.of("name", "device", "kind", "title", "mappings", "messages", "trouble")) {
        Object value = device.get(field);
        table.cell(value == null ? "" : value);
      }
    }
    table.print(terminal);
  }
}
