package io.weft.shell.verb;

import io.weft.discovery.NodeRegistry.Entry;
import io.weft.shell.text.Terminal;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code weft registry verify}: whether all that stands in registry files is genuine. */
@Command(
    name = "verify",
    description = {
      "Whether all entries are signed by their nodes and admitted to this network.",
      "Ends with 1 if one is not, or if there is none; unsigned addresses are not genuine."
    },
    footer = {
      "",
      "Example: weft registry verify https://example.org/nodes.json",
      "JSON: as weft registry.",
    })
final class RegistryVerify extends Verb {

  @Parameters(paramLabel = "FILE|URL|DIR", description = "Where, as the node can read it.")
  String location = "";

  RegistryVerify(Mesh mesh, Terminal terminal) {
    super(mesh, terminal);
  }

  @Override
  Exit run() throws InterruptedException {
    List<Entry> entries = RegistryFields.read(mesh, location);
    List<Entry> doubtful = entries.stream().filter(each -> !genuine(each)).toList();
    if (json) {
      print(entries.stream().map(RegistryFields::of).toList());
    } else {
      for (Entry each : doubtful) {
        terminal.remark(
            each.place() + ": " + each.refusal().orElse("it is not signed: a mere address"));
      }
      int genuine = entries.size() - doubtful.size();
      terminal.line(
          genuine
              + (genuine == 1 ? " entry is" : " entries are")
              + " genuine"
              + (doubtful.isEmpty() ? "" : ", " + doubtful.size() + " not"));
    }
    return entries.isEmpty() || !doubtful.isEmpty() ? Exit.FAILED : Exit.FINE;
  }

  private static boolean genuine(Entry entry) {
    return entry.record().isPresent() && entry.refusal().isEmpty();
  }
}
