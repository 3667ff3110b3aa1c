package io.weft.shell.verb;

import io.weft.discovery.NodeRegistry.Entry;
import io.weft.node.NodeRecord;
import io.weft.shell.text.Figures;
import io.weft.shell.text.Shade;
import io.weft.shell.text.Table;
import io.weft.shell.text.Terminal;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code weft registry show}: what stands in registry files. */
@Command(
    name = "show",
    description = "What stands in registry files and lists of peers, and what it is worth here.",
    footer = {
      "",
      "Examples: weft registry show",
      "          weft registry show /mnt/share/nodes",
      "JSON: as weft registry.",
    })
final class RegistryShow extends Verb {

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE|URL|DIR",
      description = "Where, as the node can read it; this node's own file if left out.")
  @Nullable String location;

  RegistryShow(Mesh mesh, Terminal terminal) {
    super(mesh, terminal);
  }

  @Override
  Exit run() throws InterruptedException {
    List<Entry> entries = RegistryFields.read(mesh, location);
    if (json) {
      print(entries.stream().map(RegistryFields::of).toList());
    } else if (entries.isEmpty()) {
      terminal.remark("there are no entries");
    } else {
      table(entries);
    }
    return Exit.FINE;
  }

  private void table(List<Entry> entries) {
    Instant now = Instant.now();
    Table table = new Table("name", "id", "proof", ">good for", "addresses", "place", "remark");
    for (Entry each : entries) {
      table.cell(each.record().map(NodeRecord::name).orElse(""));
      table.cell(each.node().map(id -> id.shortText()).orElse(""));
      table.cell(RegistryFields.proof(each), shade(each));
      table.cell(
          each.record()
              .map(NodeRecord::expires)
              .filter(now::isBefore)
              .map(end -> Figures.age(now, end))
              .orElse(""));
      table.cell(each.addresses().stream().map(URI::toString).collect(Collectors.joining(", ")));
      table.cell(each.place());
      table.cell(each.refusal().orElse(""), Shade.WARNING);
    }
    table.print(terminal);
  }

  private static Shade shade(Entry entry) {
    return entry.refusal().isPresent()
        ? Shade.BAD
        : entry.record().isPresent() ? Shade.GOOD : Shade.WARNING;
  }
}
