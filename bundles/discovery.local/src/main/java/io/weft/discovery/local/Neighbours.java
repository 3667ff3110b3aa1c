package io.weft.discovery.local;

import io.weft.discovery.Sighting;
import io.weft.discovery.SightingSink;
import io.weft.node.NodeId;
import io.weft.node.NodeRecord;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The other nodes' files in the runtime directory. Used by one thread. */
final class Neighbours {

  private static final Logger LOG = LoggerFactory.getLogger(LocalDiscovery.class);

  private static final String SUFFIX = ".record";

  /** How a file ends while it is written. */
  static final String TEMPORARY = ".tmp";

  /** A file that is still being written after this time has lost its writer: writing takes ms. */
  private static final Duration WRITING = Duration.ofMinutes(1);

  /** Files that are looked at: more than one user runs on one machine. */
  private static final int MAX_FILES = 10_000;

  /** Between two reports of an unchanged file: it keeps the node's lease alive at little cost. */
  private static final Duration REPORT_PERIOD = Duration.ofSeconds(20);

  /** A lease lasts for so many periods: two looks may fail. */
  private static final int PERIODS_VALID = 3;

  private final Path directory;
  private final String ownName;
  private final Duration reportPeriod;
  private final SightingSink sink;
  private final Clock clock;
  private final Map<String, Known> known = new HashMap<>();
  private boolean tooManySaid;

  /**
   * @param ownName the file to pass over
   */
  Neighbours(Path directory, String ownName, Duration rescan, SightingSink sink, Clock clock) {
    this.directory = directory;
    this.ownName = ownName;
    this.reportPeriod = rescan.compareTo(REPORT_PERIOD) > 0 ? rescan : REPORT_PERIOD;
    this.sink = sink;
    this.clock = clock;
  }

  /** The file of a node. */
  static String fileName(NodeId id) {
    return id + SUFFIX;
  }

  /** Looks at every file. */
  void scan() {
    Set<String> present = new HashSet<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        if (name.endsWith(TEMPORARY)) {
          removeIfAbandoned(file);
        } else if (present.size() < MAX_FILES) {
          present.add(name);
          look(name);
        } else if (!tooManySaid) {
          tooManySaid = true;
          LOG.warn("more than {} files in {}: the rest is not read", MAX_FILES, directory);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      LOG.debug("cannot list {}: {}", directory, e.toString());
    }
    List.copyOf(known.keySet()).stream()
        .filter(name -> !present.contains(name))
        .forEach(this::look);
  }

  /** Looks at some files. */
  void look(Set<String> names) {
    names.forEach(this::look);
  }

  private void look(String name) {
    NodeId id = idOf(name);
    if (id == null || name.equals(ownName)) {
      return;
    }
    Known before = known.get(name);
    if (before == null && known.size() >= MAX_FILES) {
      return;
    }
    Path file = directory.resolve(name);
    try {
      Stamp stamp = Stamp.of(file);
      Known now = before != null && before.stamp.equals(stamp) ? before : read(file, stamp);
      known.put(name, now);
      if (now.content == null) {
        return;
      }
      if (isOver(now.content)) {
        Files.deleteIfExists(file);
        forget(name, id);
      } else {
        report(id, now, now.content);
      }
    } catch (NoSuchFileException e) {
      forget(name, id);
    } catch (IOException | IllegalArgumentException e) {
      ignore(name, file, before, e);
    }
  }

  private static Known read(Path file, Stamp stamp) throws IOException {
    if (!stamp.regular) {
      throw new IllegalArgumentException("it is not a regular file");
    }
    if (stamp.size > RecordFile.MAX_BYTES) {
      throw new IllegalArgumentException(
          "it has " + stamp.size + " bytes (limit " + RecordFile.MAX_BYTES + ")");
    }
    return new Known(stamp, RecordFile.decode(Files.readAllBytes(file)));
  }

  private boolean isOver(RecordFile content) {
    if (content.expires().isBefore(clock.instant())) {
      return true;
    }
    boolean dead = content.owner().isDead();
    if (dead) {
      LOG.debug("process {} has ended: its record is removed", content.owner().pid());
    }
    return dead;
  }

  private void report(NodeId id, Known file, RecordFile content) {
    Instant now = clock.instant();
    if (file.reported != null && now.isBefore(file.reported.plus(reportPeriod))) {
      return;
    }
    file.reported = now;
    Duration left = Duration.between(now, content.expires());
    Duration valid = reportPeriod.multipliedBy(PERIODS_VALID);
    Optional<NodeRecord> record =
        sink.seen(
            new Sighting.Signed(content.signedRecord(), Optional.empty()),
            left.compareTo(valid) < 0 ? left : valid);
    file.admitted = record.filter(r -> r.id().equals(id)).isPresent();
  }

  private void forget(String name, NodeId id) {
    Known was = known.remove(name);
    if (was != null && was.admitted) {
      sink.gone(id);
    }
  }

  /** Says it once for each file; a node that was seen in it before keeps its lease. */
  private void ignore(String name, Path file, @Nullable Known before, Exception why) {
    if (before == null || before.content != null) {
      LOG.warn("{} is ignored: {}; remove it if it stays", file, why.getMessage());
    }
    Known ignored = new Known(Stamp.NONE, null);
    ignored.admitted = before != null && before.admitted;
    known.put(name, ignored);
  }

  private void removeIfAbandoned(Path temporary) {
    try {
      Instant written = Files.getLastModifiedTime(temporary, LinkOption.NOFOLLOW_LINKS).toInstant();
      if (written.isBefore(clock.instant().minus(WRITING))) {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      LOG.debug("cannot remove {}: {}", temporary, e.toString());
    }
  }

  private static @Nullable NodeId idOf(String name) {
    if (!name.endsWith(SUFFIX) || name.length() != NodeId.LENGTH + SUFFIX.length()) {
      return null;
    }
    try {
      return new NodeId(name.substring(0, NodeId.LENGTH));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** A file as it was read; without content if it is ignored. */
  private static final class Known {
    final Stamp stamp;
    final @Nullable RecordFile content;
    @Nullable Instant reported;
    boolean admitted;

    Known(Stamp stamp, @Nullable RecordFile content) {
      this.stamp = stamp;
      this.content = content;
    }
  }

  /** What changes when a file is replaced. */
  private record Stamp(boolean regular, long size, long modifiedMillis, String key) {

    static final Stamp NONE = new Stamp(false, -1, 0, "");

    static Stamp of(Path file) throws IOException {
      BasicFileAttributes attributes =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return new Stamp(
          attributes.isRegularFile(),
          attributes.size(),
          attributes.lastModifiedTime().toMillis(),
          String.valueOf(attributes.fileKey()));
    }
  }
}
