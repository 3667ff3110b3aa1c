package io.weft.shell.verb;

import io.weft.node.NodeId;
import io.weft.shell.text.Terminal;
import io.weft.transfer.FetchOptions;
import io.weft.transfer.Transfer;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weft fetch}: a file or folder that another node shares. */
@Command(
    name = "fetch",
    description = {
      "Fetches a file or folder that another node shares.",
      "What a node shares is its setting shared_folders (io.weft.files)."
    },
    footer = {
      "",
      "Examples: weft fetch node-b:pictures/2026 .",
      "          weft fetch node-b:logs/weft.log --from 1000000",
      "JSON: as of weft transfers.",
      "Exit code: 1 if it cannot be fetched."
    })
final class Fetch extends Verb {

  @Parameters(index = "0", paramLabel = "NODE:PATH", description = "Who, and what.")
  String what = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "TO",
      defaultValue = ".",
      description = "The folder where it lands (default: the current one).")
  String to = ".";

  @Option(names = "--replace", description = "Replace what has the name already.")
  boolean replace;

  @Option(
      names = "--from",
      paramLabel = "BYTE",
      description = "Begin at this byte of the file (default: 0).")
  long from;

  @Option(
      names = "--length",
      paramLabel = "BYTES",
      description = "Fetch so many bytes of the file (default: all).")
  long length;

  @Mixin Delivery delivery = new Delivery();

  Fetch(Mesh mesh, Terminal terminal) {
    super(mesh, terminal);
  }

  @Override
  Exit run() throws InterruptedException {
    int colon = what.indexOf(':');
    if (colon < 1 || colon == what.length() - 1) {
      throw new Failure(Exit.USAGE, "\"" + what + "\": write NODE:PATH, such as node-b:pictures");
    }
    Names names = new Names(mesh);
    NodeId node = names.find(what.substring(0, colon));
    Path into = delivery.path(to);
    long most = delivery.rate();
    Transfer fetched =
        TransferText.asked(
            () -> mesh.transfers().fetch(node, what.substring(colon + 1), into, options(most)));
    Exit exit = delivery.await(mesh, terminal, json, List.of(fetched));
    if (json) {
      print(List.of(TransferText.fields(fetched, names)));
    }
    return exit;
  }

  private FetchOptions options(long most) {
    try {
      return new FetchOptions(delivery.sha256, delivery.permissions, replace, from, length, most);
    } catch (IllegalArgumentException e) {
      throw new Failure(Exit.USAGE, String.valueOf(e.getMessage()));
    }
  }
}
