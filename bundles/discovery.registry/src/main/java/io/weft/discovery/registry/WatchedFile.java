package io.weft.discovery.registry;

import io.weft.discovery.registry.Sheet.BrokenException;
import io.weft.discovery.registry.Sheet.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One file of which each look tells what has changed. A file that is being written looks broken,
 * and one that is being replaced looks gone: both is believed only when it stays so. Used by one
 * thread.
 */
final class WatchedFile {

  /** How long a broken file must stay as it is before that is told: writers pause for less. */
  static final Duration SETTLED = Duration.ofMillis(500);

  /** However busily it is written, after this time it is told. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** How long a file must be away before it is gone: editors remove it and write it again. */
  static final Duration AWAY = Duration.ofMillis(80);

  /**
   * A file that changed so shortly before it was read may have changed since: clocks tick slowly.
   */
  private static final Duration TICK = Duration.ofSeconds(1);

  /** What a look has found. */
  sealed interface Look {
    /** As before. */
    record Same() implements Look {}

    /** It was read, and is whole. */
    record Whole(Sheet sheet) implements Look {}

    /** It may be being written: look again soon, as before until then. */
    record Unsettled() implements Look {}

    /** It cannot be used; what was in it before may still be true. */
    record Broken(Problem problem) implements Look {}

    /** It is not there. */
    record Gone() implements Look {}
  }

  private static final Look SAME = new Look.Same();

  private final Path file;
  private final long maxBytes;
  private final Clock clock;
  private Stamp read = Stamp.NONE;
  private Instant readAt = Instant.MIN;
  private @Nullable Doubt doubt;
  private @Nullable Instant away;

  WatchedFile(Path file, long maxBytes, Clock clock) {
    this.file = file;
    this.maxBytes = maxBytes;
    this.clock = clock;
  }

  Path file() {
    return file;
  }

  /**
   * Looks.
   *
   * @param maxEntries further ones are counted only
   */
  Look look(int maxEntries) {
    Instant now = clock.instant();
    Stamp stamp;
    try {
      stamp = Stamp.of(file);
      away = null;
      if (stamp.equals(read) && doubt == null && !read.changedAfter(readAt.minus(TICK))) {
        return SAME;
      }
      Sheet sheet = SheetReader.read(content(stamp), file.toString(), maxEntries);
      doubt = null;
      read = stamp;
      readAt = now;
      return new Look.Whole(sheet);
    } catch (NoSuchFileException e) {
      return gone(now);
    } catch (BrokenException e) {
      return doubtful(e.problem(), now);
    } catch (IOException e) {
      return doubtful(new Problem(file.toString(), Shown.reason(e)), now);
    }
  }

  /** What is in it at the moment, written to its end or not. */
  Sheet now(int maxEntries) throws IOException, BrokenException {
    return SheetReader.read(content(Stamp.of(file)), file.toString(), maxEntries);
  }

  private Look gone(Instant now) {
    if (away == null) {
      away = now;
    }
    if (now.isBefore(away.plus(AWAY))) {
      return new Look.Unsettled();
    }
    read = Stamp.NONE;
    doubt = null;
    return new Look.Gone();
  }

  private Look doubtful(Problem problem, Instant now) {
    Stamp stamp = stampNow();
    if (doubt == null) {
      doubt = new Doubt(stamp, now, now);
    } else if (!doubt.stamp.equals(stamp)) {
      doubt = new Doubt(stamp, now, doubt.first);
    }
    boolean settled = !now.isBefore(doubt.since.plus(SETTLED));
    return settled || !now.isBefore(doubt.first.plus(PATIENCE))
        ? new Look.Broken(problem)
        : new Look.Unsettled();
  }

  private Stamp stampNow() {
    try {
      return Stamp.of(file);
    } catch (IOException e) {
      return Stamp.NONE;
    }
  }

  private byte[] content(Stamp stamp) throws IOException {
    if (!stamp.regular) {
      throw new IOException("it is not a regular file");
    }
    if (stamp.size > maxBytes) {
      throw new IOException(tooLarge(stamp.size + " bytes", maxBytes));
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes((int) maxBytes + 1);
      if (content.length > maxBytes) {
        throw new IOException(tooLarge("more bytes", maxBytes));
      }
      return content;
    }
  }

  static String tooLarge(String bytes, long maxBytes) {
    return "it has "
        + bytes
        + " (limit "
        + maxBytes
        + "): split it, or raise max_bytes of io.weft.discovery.registry";
  }

  /** Since when a file is broken as it is, and since when at all. */
  private record Doubt(Stamp stamp, Instant since, Instant first) {}

  /** What changes when a file is written. */
  private record Stamp(boolean regular, long size, Optional<Instant> modified, String key) {

    static final Stamp NONE = new Stamp(false, -1, Optional.empty(), "");

    static Stamp of(Path file) throws IOException {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return new Stamp(
          attributes.isRegularFile(),
          attributes.size(),
          Optional.of(attributes.lastModifiedTime().toInstant()),
          String.valueOf(attributes.fileKey()));
    }

    boolean changedAfter(Instant time) {
      return modified.filter(at -> at.isAfter(time)).isPresent();
    }
  }
}
