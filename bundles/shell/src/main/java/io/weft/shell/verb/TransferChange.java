package io.weft.shell.verb;

import io.weft.shell.text.Terminal;
import io.weft.transfer.Transfer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weft transfer}: what is done with one transfer. */
@Command(
    name = "transfer",
    description = {
      "Accepts, refuses, pauses, resumes or cancels a transfer.",
      "weft transfers lists them; the beginning of an id is enough.",
      "Without arguments it asks what to send to whom, in a terminal."
    },
    footer = {
      "",
      "Examples: weft transfer accept k3f9",
      "          weft transfer refuse k3f9 'not before Monday'",
      "JSON: as of weft transfers, for this one."
    })
final class TransferChange extends Verb {

  private static final List<String> ACTIONS =
      List.of("accept", "refuse", "pause", "resume", "cancel");

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "accept|refuse|pause|resume|cancel",
      description = "What to do.")
  String action = "";

  @Parameters(index = "1", arity = "0..1", paramLabel = "ID", description = "Of which transfer.")
  String id = "";

  @Parameters(
      index = "2",
      arity = "0..1",
      paramLabel = "WHY",
      description = "With refuse: what the sender is told.")
  @Nullable String why;

  @Option(names = "--asks", hidden = true, description = "Somebody is there who answers.")
  boolean asks;

  @Option(names = "--here", hidden = true, description = "The folder of whoever asks.")
  String here = "/";

  TransferChange(Mesh mesh, Terminal terminal) {
    super(mesh, terminal);
  }

  @Override
  Exit run() throws InterruptedException {
    if (action.isEmpty()) {
      return dialogue();
    }
    if (!ACTIONS.contains(action)) {
      throw new Failure(Exit.USAGE, "\"" + action + "\": one of " + String.join(", ", ACTIONS));
    }
    if (why != null && !action.equals("refuse")) {
      throw new Failure(Exit.USAGE, "\"" + why + "\": only who refuses says why");
    }
    if (id.isEmpty()) {
      throw new Failure(Exit.USAGE, "of which transfer? weft transfers lists them");
    }
    Transfer transfer = TransferText.find(mesh, id);
    if (transfer.state().ended()) {
      throw new Failure(
          Exit.FAILED,
          "transfer " + transfer.id() + " has ended already: " + TransferText.state(transfer));
    }
    TransferText.asked(
        () -> {
          change(transfer);
          return transfer;
        });
    if (json) {
      print(TransferText.fields(transfer, new Names(mesh)));
    } else {
      terminal.line(transfer.name() + " is " + TransferText.state(transfer));
    }
    return Exit.FINE;
  }

  private Exit dialogue() throws InterruptedException {
    if (!asks) {
      throw new Failure(
          Exit.USAGE,
          "without arguments it asks what to send to whom, and this is no terminal: use weft send"
              + " FILE NODE, or weft transfer "
              + String.join("|", ACTIONS)
              + " ID");
    }
    return new TransferDialogue(mesh, terminal).run(TransferText.path(here, "."));
  }

  private void change(Transfer transfer) {
    switch (action) {
      case "accept" -> transfer.accept();
      case "refuse" -> transfer.refuse(why == null ? "refused there" : why);
      case "pause" -> transfer.pause();
      case "resume" -> transfer.resume();
      default -> transfer.cancel();
    }
  }
}
