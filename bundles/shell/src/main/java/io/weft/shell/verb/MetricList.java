package io.weft.shell.verb;

import io.weft.node.Metric;
import io.weft.shell.text.Json;
import io.weft.shell.text.Table;
import io.weft.shell.text.Terminal;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code weft metrics}: the node's figures. */
@Command(
    name = "metrics",
    description = "Figures of this node: peers, dials, refusals, bytes, round trips.",
    footer = {
      "",
      "Example: weft metrics weft.dials",
      "JSON: [{name, tags, value}]; counts since the start, bytes, seconds."
    })
final class MetricList extends Verb {

  /** Digits that a person reads. */
  private static final MathContext DIGITS = new MathContext(6);

  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      description = "Only figures whose name begins like this.")
  String name = "";

  MetricList(Mesh mesh, Terminal terminal) {
    super(mesh, terminal);
  }

  @Override
  Exit run() {
    List<Metric> all =
        mesh.metrics().all().stream().filter(each -> each.name().startsWith(name)).toList();
    if (json) {
      print(
          all.stream()
              .map(
                  each ->
                      Json.object("name", each.name(), "tags", each.tags(), "value", each.value()))
              .toList());
      return Exit.FINE;
    }
    Table table = new Table("name", "of", ">value");
    for (Metric each : all) {
      table.cell(each.name());
      table.cell(
          new TreeMap<>(each.tags())
              .entrySet().stream()
                  .map(tag -> tag.getKey() + "=" + tag.getValue())
                  .collect(Collectors.joining(", ")));
      table.cell(
          BigDecimal.valueOf(each.value()).round(DIGITS).stripTrailingZeros().toPlainString());
    }
    table.print(terminal);
    return Exit.FINE;
  }
}
