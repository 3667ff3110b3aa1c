package io.weft.shell.verb;

import io.weft.shell.text.Terminal;
import io.weft.transfer.Transfer;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options by which files are sent or fetched, and what is said of it. */
final class Delivery {

  @Option(names = "--sha256", description = "Compare the SHA-256 of the whole at the end.")
  boolean sha256;

  @Option(names = "--permissions", description = "Set the permissions of the files, too.")
  boolean permissions;

  @Option(
      names = "--limit",
      paramLabel = "RATE",
      description = "Bytes a second at most, such as 500k or 20M.")
  @Nullable String limit;

  @Option(names = "--no-wait", description = "Do not wait: weft transfers shows how far it is.")
  boolean noWait;

  @Option(names = "--quiet", description = "Show no progress.")
  boolean quiet;

  @Option(names = "--here", hidden = true, description = "The folder of whoever asks.")
  @Nullable String here;

  /** Bytes a second at most; 0 for no limit. */
  long rate() {
    return TransferText.rate(limit);
  }

  /** A path as whoever asks means it. */
  Path path(String text) {
    return TransferText.path(here, text);
  }

  /** Waits for them unless told not to; prints their ids if nobody waits. */
  Exit await(Mesh mesh, Terminal terminal, boolean json, List<Transfer> transfers)
      throws InterruptedException {
    if (!noWait) {
      return new TransferWait(mesh, terminal, quiet || json).all(transfers);
    }
    if (!json) {
      transfers.forEach(each -> terminal.line(each.id()));
    }
    return Exit.FINE;
  }
}
