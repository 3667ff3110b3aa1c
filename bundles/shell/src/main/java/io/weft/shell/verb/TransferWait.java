package io.weft.shell.verb;

import io.weft.shell.text.Figures;
import io.weft.shell.text.Terminal;
import io.weft.transfer.Transfer;
import io.weft.transfer.Transfer.State;
import io.weft.transfer.TransferProgress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for transfers, and shows meanwhile how far they are, if there is a terminal. */
final class TransferWait {

  /** Between two looks: fast enough for eyes, slow enough for terminals far away. */
  private static final long LOOK_MILLIS = 100;

  private final Mesh mesh;
  private final Terminal terminal;
  private final boolean quiet;
  private boolean both;
  private volatile Optional<TransferProgress> there = Optional.empty();
  private volatile boolean asked;

  TransferWait(Mesh mesh, Terminal terminal, boolean quiet) {
    this.mesh = mesh;
    this.terminal = terminal;
    this.quiet = quiet || terminal.columns() == 0;
  }

  /** Shows as well how far the other side is. */
  TransferWait showingBoth() {
    both = true;
    return this;
  }

  /** Waits for all; how the first that did not end well ended. */
  Exit all(List<Transfer> transfers) throws InterruptedException {
    Exit exit = Exit.FINE;
    try {
      for (Transfer each : transfers) {
        CompletableFuture<Transfer> end = each.completion().toCompletableFuture();
        while (!each.state().ended()) {
          show(each);
          awaitEnd(end);
        }
        show(each);
        Exit how = ended(each);
        exit = exit == Exit.FINE ? how : exit;
      }
      return exit;
    } catch (InterruptedException e) {
      terminal.remark("it goes on by itself: weft transfers, weft transfer cancel ID");
      throw e;
    }
  }

  /** Until it ends, or it is time for another look. */
  private static void awaitEnd(CompletableFuture<Transfer> end) throws InterruptedException {
    try {
      end.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // The state of the transfer says more.
    }
  }

  private void show(Transfer transfer) {
    if (!quiet) {
      String line = Terminal.plain(text(transfer)).replace('\n', ' ');
      int width = terminal.columns() - 1;
      String cut = line.length() > width ? line.substring(0, width) : line;
      terminal.err().print("\r" + cut + " ".repeat(width - cut.length()));
      if (transfer.state().ended()) {
        terminal.err().print("\n");
      }
      terminal.err().flush();
    }
  }

  private String text(Transfer transfer) {
    if (!both) {
      return TransferText.bar(transfer);
    }
    if (transfer.state() == State.DONE) {
      there = Optional.of(transfer.progress());
    } else if (!asked) {
      asked = true;
      transfer
          .progressThere()
          .whenComplete(
              (progress, failure) -> {
                there = progress == null ? there : Optional.of(progress);
                asked = false;
              });
    }
    return TransferText.bars(transfer, there, new Names(mesh).of(transfer.peer()));
  }

  private Exit ended(Transfer transfer) {
    String peer = new Names(mesh).of(transfer.peer());
    boolean out = transfer.direction() == Transfer.Direction.OUT;
    String what = transfer.name() + (out ? " to " : " from ") + peer;
    if (transfer.state() == State.DONE) {
      terminal.remark(
          what
              + ": "
              + Figures.bytes(transfer.progress().bytesDone())
              + (transfer.remark().isEmpty() ? "" : ", " + transfer.remark())
              + transfer.sha256().map(sha -> ", SHA-256 " + sha).orElse(""));
      return Exit.FINE;
    }
    terminal.remark(what + " " + TransferText.state(transfer) + ": " + transfer.remark());
    return transfer.state() == State.REFUSED ? Exit.FORBIDDEN : Exit.FAILED;
  }
}
