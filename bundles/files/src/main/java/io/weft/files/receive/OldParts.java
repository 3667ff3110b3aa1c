package io.weft.files.receive;

import io.weft.files.folder.SafeName;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Parts of transfers that failed, and that nobody has asked for again. */
public final class OldParts {
  private static final Logger LOG = LoggerFactory.getLogger(OldParts.class);

  /** Twice the usual time that a node may be away: what still waits for one is not touched. */
  private static final Duration AGE = Duration.ofDays(14);

  private OldParts() {}

  /** Deletes those in a receive folder to which nothing was written for so long. */
  public static void delete(Path receiveFolder, Clock clock) {
    Path parts = receiveFolder.resolve(SafeName.PARTS);
    if (!Files.isDirectory(parts)) {
      return;
    }
    Instant oldest = clock.instant().minus(AGE);
    try (DirectoryStream<Path> all = Files.newDirectoryStream(parts)) {
      for (Path each : all) {
        Path journal = each.resolve("journal");
        Path touched = Files.exists(journal) ? journal : each;
        if (Files.getLastModifiedTime(touched).toInstant().isBefore(oldest)) {
          PartFolder.delete(each);
          LOG.info("{} is deleted: nothing was written to it for {} days", each, AGE.toDays());
        }
      }
    } catch (IOException e) {
      LOG.warn("old parts in {} cannot be deleted: {}", parts, e.getMessage());
    }
  }
}
