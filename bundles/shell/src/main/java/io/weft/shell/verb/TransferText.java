package io.weft.shell.verb;

import io.weft.shell.text.Figures;
import io.weft.shell.text.Json;
import io.weft.transfer.Transfer;
import io.weft.transfer.TransferException;
import io.weft.transfer.TransferProgress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Transfers of files between the command line and the node. */
final class TransferText {

  private static final int BAR = 20;

  /** Bytes a second, such as 500k or 20M; powers of 1000, as all figures that the shell prints. */
  private static final Pattern RATE = Pattern.compile("(\\d{1,12})([kMG]?)");

  private TransferText() {}

  /**
   * Does it.
   *
   * @throws Failure with what the node says, if it refuses
   */
  static <T> T asked(Supplier<T> what) {
    try {
      return what.get();
    } catch (TransferException e) {
      Exit exit =
          switch (e.reason()) {
            case NOT_FOUND -> Exit.NOT_FOUND;
            case BAD -> Exit.USAGE;
            case REFUSED -> Exit.FORBIDDEN;
            case CHANGED, DISK, CORRUPT, NO_ANSWER, CANCELLED, STATE -> Exit.FAILED;
          };
      throw new Failure(exit, String.valueOf(e.getMessage()));
    }
  }

  /** The transfer of this id, or of one that begins so. */
  static Transfer find(Mesh mesh, String id) {
    List<Transfer> found =
        mesh.transfers().all().stream().filter(each -> each.id().startsWith(id)).toList();
    if (found.isEmpty() || id.isEmpty()) {
      throw new Failure(
          Exit.NOT_FOUND, "there is no transfer \"" + id + "\" (weft transfers lists them)");
    }
    if (found.size() > 1) {
      throw new Failure(
          Exit.USAGE, "\"" + id + "\" may be any of " + found.stream().map(Transfer::id).toList());
    }
    return found.get(0);
  }

  /** A file or folder as the node can find it. */
  static Path path(@Nullable String here, String text) {
    try {
      Path path = Path.of(text);
      return (here == null ? path.toAbsolutePath() : Path.of(here).resolve(path)).normalize();
    } catch (InvalidPathException e) {
      throw new Failure(Exit.USAGE, "\"" + text + "\" is no file name: " + e.getReason());
    }
  }

  /** A limit; 0 for none. */
  static long rate(@Nullable String text) {
    if (text == null) {
      return 0;
    }
    Matcher matcher = RATE.matcher(text);
    if (!matcher.matches()) {
      throw new Failure(
          Exit.USAGE, "--limit " + text + ": write bytes a second, such as 500k, 20M or 1G");
    }
    long unit =
        switch (matcher.group(2)) {
          case "k" -> 1000;
          case "M" -> 1_000_000;
          case "G" -> 1_000_000_000;
          default -> 1;
        };
    return Long.parseLong(matcher.group(1)) * unit;
  }

  static Map<String, @Nullable Object> fields(Transfer transfer, Names names) {
    TransferProgress progress = transfer.progress();
    return Json.object(
        "id", transfer.id(),
        "direction", transfer.direction(),
        "peer", transfer.peer(),
        "peerName", names.of(transfer.peer()),
        "group", transfer.group(),
        "name", transfer.name(),
        "state", transfer.state(),
        "remark", transfer.remark(),
        "files", progress.files(),
        "bytesDone", progress.bytesDone(),
        "bytesTotal", progress.bytesTotal(),
        "bytesPerSecond", progress.bytesPerSecond(),
        "leftMillis", progress.left().map(Figures::millis),
        "links", progress.links(),
        "sha256", transfer.sha256());
  }

  static String state(Transfer transfer) {
    return transfer.state().name().toLowerCase(Locale.ROOT);
  }

  static int percent(TransferProgress progress) {
    return progress.bytesTotal() == 0
        ? 0
        : (int) (progress.bytesDone() * 100.0 / progress.bytesTotal());
  }

  /** How far one is, as a bar of so many places. */
  static String bar(TransferProgress progress, int places) {
    int full = percent(progress) * places / 100;
    return "[" + "#".repeat(full) + ".".repeat(places - full) + "]";
  }

  private static String barAndPercent(TransferProgress progress) {
    return bar(progress, BAR) + String.format(Locale.ROOT, " %3d %%  ", percent(progress));
  }

  /** A line that says how far one is here and there, which may not be known. */
  static String bars(Transfer transfer, Optional<TransferProgress> there, String peer) {
    return "here "
        + barAndPercent(transfer.progress())
        + peer
        + " "
        + there.map(TransferText::barAndPercent).orElse("says nothing  ")
        + pace(transfer);
  }

  private static String pace(Transfer transfer) {
    TransferProgress progress = transfer.progress();
    return (progress.bytesPerSecond() > 0
            ? Figures.bytes(progress.bytesPerSecond()) + "/s"
            : state(transfer))
        + progress.left().map(left -> "  " + Figures.duration(left)).orElse("");
  }

  /** A line that says how far one is. */
  static String bar(Transfer transfer) {
    TransferProgress progress = transfer.progress();
    StringBuilder line = new StringBuilder(barAndPercent(progress));
    line.append(Figures.bytes(progress.bytesDone()));
    line.append(" of ").append(Figures.bytes(progress.bytesTotal()));
    line.append("  ").append(pace(transfer));
    return line.append("  ").append(transfer.name()).toString();
  }
}
