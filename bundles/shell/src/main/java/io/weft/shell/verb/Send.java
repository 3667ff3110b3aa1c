package io.weft.shell.verb;

import io.weft.node.NodeId;
import io.weft.shell.text.Terminal;
import io.weft.transfer.SendOptions;
import io.weft.transfer.Transfer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code weft send}: files and folders to nodes. */
@Command(
    name = "send",
    description = {
      "Sends files and folders to other nodes.",
      "It waits until they are there.",
      "The last argument is a node; those before it are, too, if they are names of nodes and not of"
          + " files."
    },
    footer = {
      "",
      "Examples: weft send film.mkv node-b",
      "          weft send photos/ notes.txt node-b node-c --limit 20M",
      "JSON: as of weft transfers.",
      "Exit code: 6 if a node does not want it."
    })
final class Send extends Verb {

  @Parameters(
      arity = "2..*",
      paramLabel = "FILE... NODE...",
      hideParamSyntax = true,
      description = "What, and to whom.")
  List<String> words = new ArrayList<>();

  @Mixin Delivery delivery = new Delivery();

  Send(Mesh mesh, Terminal terminal) {
    super(mesh, terminal);
  }

  @Override
  Exit run() throws InterruptedException {
    SendOptions options = new SendOptions(delivery.sha256, delivery.permissions, delivery.rate());
    Names names = new Names(mesh);
    int first = firstNode(names);
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
    List<Transfer> sent = new ArrayList<>();
    for (NodeId node : nodes) {
      sent.add(TransferText.asked(() -> mesh.transfers().send(files, node, options)));
    }
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
