package io.weft.shell.verb;

import io.weft.node.NodeId;
import io.weft.shell.text.Terminal;
import io.weft.transfer.SendOptions;
import io.weft.transfer.Transfer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weft send}: files and folders to nodes. */
@Command(
    name = "send",
    description = {
      "Sends files and folders to other nodes.",
      "It waits until they are there. Several nodes pass on to each other what has arrived.",
      "The last argument is a node; those before it are, too, if they are names of nodes and not of"
          + " files."
    },
    footer = {
      "",
      "Examples: weft send film.mkv node-b",
      "          weft send photos/ notes.txt node-b node-c --limit 20M",
      "          weft send update.tar --role edge",
      "JSON: as of weft transfers.",
      "Exit code: 6 if a node does not want it."
    })
final class Send extends Verb {

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE... NODE...",
      hideParamSyntax = true,
      description = "What, and to whom.")
  List<String> words = new ArrayList<>();

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      description = "To all nodes that are connected and have this role; then no node is named.")
  @Nullable String role;

  @Mixin Delivery delivery = new Delivery();

  Send(Mesh mesh, Terminal terminal) {
    super(mesh, terminal);
  }

  @Override
  Exit run() throws InterruptedException {
    SendOptions options = new SendOptions(delivery.sha256, delivery.permissions, delivery.rate());
    Names names = new Names(mesh);
    if (role == null && words.size() < 2) {
      throw new Failure(Exit.USAGE, "name a node as well, or --role ROLE");
    }
    int first = role == null ? firstNode(names) : words.size();
    List<Path> files = new ArrayList<>();
    for (String file : words.subList(0, first)) {
      files.add(delivery.path(file));
    }
    List<NodeId> nodes = new ArrayList<>();
    for (String node : words.subList(first, words.size())) {
      NodeId id = names.find(node);
      if (names.isSelf(id)) {
        throw new Failure(Exit.USAGE, node + " is this node itself");
      }
      nodes.add(id);
    }
    String everybody = role;
    List<Transfer> sent =
        TransferText.asked(
            () ->
                everybody == null
                    ? mesh.transfers().sendToAll(files, nodes, options)
                    : mesh.transfers().sendToRole(files, everybody, options));
    Exit exit = delivery.await(mesh, terminal, json, sent);
    if (json) {
      print(sent.stream().map(each -> TransferText.fields(each, names)).toList());
    }
    return exit;
  }

  /** Where files end and nodes begin: a word that is a file is one. */
  private int firstNode(Names names) {
    int first = words.size() - 1;
    while (first > 1
        && names.isKnown(words.get(first - 1))
        && !Files.exists(delivery.path(words.get(first - 1)))) {
      first--;
    }
    return first;
  }
}
