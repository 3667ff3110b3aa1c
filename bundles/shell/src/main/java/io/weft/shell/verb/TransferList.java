package io.weft.shell.verb;

import io.weft.shell.text.Figures;
import io.weft.shell.text.Json;
import io.weft.shell.text.Shade;
import io.weft.shell.text.Table;
import io.weft.shell.text.Terminal;
import io.weft.transfer.FileTransfers;
import io.weft.transfer.Transfer;
import io.weft.transfer.Transfer.Direction;
import io.weft.transfer.TransferProgress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code weft transfers}: files that come and go. */
@Command(
    name = "transfers",
    description = {
      "Files that come and go: how far they are, and how fast.",
      "--watch follows how their states change, one a line."
    },
    footer = {
      "",
      "Example: weft transfers --watch --for 1m",
      "JSON: [{id, direction, peer, peerName, group, name, state, remark, files, bytesDone,"
          + " bytesTotal, bytesPerSecond, leftMillis, links, sha256}]; with --watch one such object"
          + " a line, with at."
    })
final class TransferList extends Verb {

  /** Changes that wait for a slow terminal; more are left out. */
  private static final int WAITING = 1024;

  /** Places of a bar in the table. */
  private static final int BAR = 8;

  @Option(names = "--watch", description = "Follow what changes.")
  boolean watch;

  @Option(
      names = "--for",
      paramLabel = "TIME",
      description = "With --watch: end after this time, such as 10s.")
  @Nullable Duration duration;

  TransferList(Mesh mesh, Terminal terminal) {
    super(mesh, terminal);
  }

  private record Change(Transfer transfer, Transfer.State state) {}

  @Override
  Exit run() throws InterruptedException {
    if (duration != null && !watch) {
      throw new Failure(Exit.USAGE, "--for goes with --watch");
    }
    if (watch) {
      follow();
      return Exit.FINE;
    }
    List<Transfer> all = mesh.transfers().all();
    Names names = new Names(mesh);
    if (json) {
      print(all.stream().map(each -> TransferText.fields(each, names)).toList());
    } else if (all.isEmpty()) {
      terminal.remark("no files come or go; weft send FILE NODE sends one");
    } else {
      table(all, names);
    }
    return Exit.FINE;
  }

  private void follow() throws InterruptedException {
    BlockingQueue<Change> changes = new ArrayBlockingQueue<>(WAITING);
    long end = System.nanoTime() + Durations.orUnlimited(duration).toNanos();
    FileTransfers.Watch watching =
        mesh.transfers().watch((transfer, state) -> changes.offer(new Change(transfer, state)));
    try {
      terminal.remark("watching transfers");
      while (true) {
        terminal.flush();
        Change next = changes.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (next == null) {
          return;
        }
        show(next);
      }
    } finally {
      watching.close();
    }
  }

  private void show(Change change) {
    Names names = new Names(mesh);
    Transfer transfer = change.transfer();
    if (json) {
      Map<String, @Nullable Object> fields = TransferText.fields(transfer, names);
      fields.put("state", change.state());
      fields.put("at", Instant.now());
      terminal.line(Json.line(fields));
      return;
    }
    terminal.line(
        Figures.time(Instant.now())
            + "  "
            + transfer.id()
            + "  "
            + change.state().name().toLowerCase(java.util.Locale.ROOT)
            + "  "
            + transfer.name()
            + (transfer.direction() == Direction.OUT ? " to " : " from ")
            + names.of(transfer.peer())
            + (transfer.remark().isEmpty() ? "" : "  " + transfer.remark()));
  }

  private void table(List<Transfer> all, Names names) {
    Table table =
        new Table(
            "id", "what", "", "node", "state", ">done", ">size", ">rate", ">left", "links",
            "remark");
    for (Transfer each : all) {
      TransferProgress progress = each.progress();
      table.cell(each.id());
      table.cell(each.name());
      table.cell(each.direction() == Direction.OUT ? "to" : "from", Shade.FAINT);
      table.cell(names.of(each.peer()));
      table.cell(TransferText.state(each));
      table.cell(TransferText.percent(progress) + " %" + bar(progress));
      table.cell(Figures.bytes(progress.bytesTotal()));
      table.cell(
          progress.bytesPerSecond() == 0 ? "" : Figures.bytes(progress.bytesPerSecond()) + "/s");
      table.cell(progress.left().map(Figures::duration).orElse(""));
      table.cell(each.state().ended() ? "" : links(progress.links()));
      table.cell(each.remark());
    }
    table.print(terminal);
  }

  /** For people; others find a number alone. It comes last, for a narrow terminal cuts that. */
  private String bar(TransferProgress progress) {
    return terminal.columns() == 0 ? "" : " " + TransferText.bar(progress, BAR);
  }

  private static String links(Map<URI, Long> links) {
    return links.entrySet().stream()
        .map(each -> each.getKey() + " " + Figures.bytes(each.getValue()))
        .sorted()
        .collect(Collectors.joining(", "));
  }
}
