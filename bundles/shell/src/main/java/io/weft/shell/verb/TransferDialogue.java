package io.weft.shell.verb;

import io.weft.node.NodeId;
import io.weft.peer.PeerInfo;
import io.weft.shell.text.Figures;
import io.weft.shell.text.Shade;
import io.weft.shell.text.Table;
import io.weft.shell.text.Terminal;
import io.weft.transfer.SendOptions;
import io.weft.transfer.Transfer;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Asks whom to send what, sends it, and shows both sides. Runs once, on one thread. */
final class TransferDialogue {

  /** The service of nodes that take files. */
  private static final String SERVICE = "weft/files";

  private final Mesh mesh;
  private final Terminal terminal;

  TransferDialogue(Mesh mesh, Terminal terminal) {
    this.mesh = mesh;
    this.terminal = terminal;
  }

  /**
   * @param folder where the person is
   */
  Exit run(Path folder) throws InterruptedException {
    List<PeerInfo> nodes =
        mesh.peers().all().stream()
            .sorted(
                Comparator.comparing((PeerInfo each) -> !isConnected(each))
                    .thenComparing(PeerInfo::name))
            .toList();
    if (nodes.isEmpty()) {
      throw new Failure(
          Exit.NOT_FOUND,
          "no other node was found yet; weft discovery says how they are looked for");
    }
    show(nodes);
    Optional<NodeId> node = node(nodes);
    if (node.isEmpty()) {
      return nothing();
    }
    Optional<Path> file = new FilePicker(terminal).pick(folder);
    if (file.isEmpty()) {
      return nothing();
    }
    String question = "send " + file.get() + " to " + new Names(mesh).of(node.get()) + "? [Y/n]";
    if (!List.of("", "y", "yes").contains(terminal.ask(question).toLowerCase(Locale.ROOT))) {
      return nothing();
    }
    Transfer sent =
        TransferText.asked(
            () -> mesh.transfers().send(List.of(file.get()), node.get(), SendOptions.DEFAULT));
    return new TransferWait(mesh, terminal, false).showingBoth().all(List.of(sent));
  }

  private Exit nothing() {
    terminal.remark("nothing is sent");
    return Exit.FINE;
  }

  private static boolean isConnected(PeerInfo node) {
    return node.state() == PeerInfo.State.CONNECTED;
  }

  private void show(List<PeerInfo> nodes) {
    Names names = new Names(mesh);
    Table table = new Table(">", "node", "state", "via", ">round trip", "files");
    int number = 0;
    for (PeerInfo each : nodes) {
      table.cell(++number, Shade.FAINT);
      table.cell(names.of(each.id()));
      table.cell(
          each.state().name().toLowerCase(Locale.ROOT),
          isConnected(each) ? Shade.GOOD : Shade.WARNING);
      table.cell(Nodes.inUse(each).map(Nodes::via).orElse(""));
      table.cell(each.roundTrip().map(Figures::duration).orElse(""));
      table.cell(takesFiles(each.id()) ? "takes them" : "takes none now", Shade.FAINT);
    }
    table.print(terminal);
  }

  private boolean takesFiles(NodeId node) {
    return mesh.directory().remote(node).stream()
        .anyMatch(each -> each.description().path().equals(SERVICE));
  }

  private Optional<NodeId> node(List<PeerInfo> nodes) throws InterruptedException {
    while (true) {
      String said = terminal.ask("to which node? (number or name, q to leave)");
      if (said.equals("q")) {
        return Optional.empty();
      }
      try {
        int number = Choosing.number(said, nodes.size());
        NodeId node = number > 0 ? nodes.get(number - 1).id() : new Names(mesh).find(said);
        if (!new Names(mesh).isSelf(node)) {
          return Optional.of(node);
        }
        terminal.remark(said + " is this node itself");
      } catch (Failure e) {
        terminal.remark(String.valueOf(e.getMessage()));
      }
    }
  }
}
