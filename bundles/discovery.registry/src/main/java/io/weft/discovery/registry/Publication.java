package io.weft.discovery.registry;

import io.weft.discovery.Self;
import io.weft.discovery.registry.Sheet.BrokenException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * Writes this node's entry into files: nobody ever reads half of one, and after a power failure the
 * old one or the new one is there. Safe on every thread.
 */
final class Publication {

  private final Self self;
  private final int maxBytes;

  /**
   * @param maxBytes of a file that is there already
   */
  Publication(Self self, int maxBytes) {
    this.self = self;
    this.maxBytes = maxBytes;
  }

  /** A file that is this node's own, whatever was in it; what others have added to it stays. */
  void publish(Path file) throws IOException {
    byte[] content;
    try {
      content = merged(file);
    } catch (BrokenException | IOException e) {
      content = writer().fresh();
    }
    replace(file, content);
  }

  /**
   * A file that may have other entries.
   *
   * @throws IOException if it cannot be written, or is something else; for people
   */
  void save(Path file) throws IOException {
    try {
      replace(file, merged(file));
    } catch (BrokenException e) {
      throw new IOException(
          "it is there already and no registry file ("
              + e.problem().place()
              + ": "
              + e.problem().reason()
              + "): save elsewhere, or remove it");
    }
  }

  private byte[] merged(Path file) throws IOException, BrokenException {
    if (Files.notExists(file)) {
      return writer().fresh();
    }
    if (!Files.isRegularFile(file)) {
      throw new IOException("it is there already, and is no file: save elsewhere");
    }
    byte[] before;
    try (InputStream in = Files.newInputStream(file)) {
      before = in.readNBytes(maxBytes + 1);
    }
    if (before.length > maxBytes) {
      throw new IOException(WatchedFile.tooLarge("more bytes", maxBytes));
    }
    Sheet sheet = SheetReader.read(before, file.toString(), Holdings.MAX_ENTRIES);
    Optional<String> other =
        sheet.form() != Sheet.Form.ONE_NODE
            ? Optional.empty()
            : sheet.entries().stream()
                .flatMap(entry -> entry.node().stream())
                .filter(id -> !id.equals(self.record().id().text()))
                .findFirst();
    if (other.isPresent()) {
      throw new IOException(
          "it is the registry file of node " + Shown.text(other.get()) + ": save elsewhere");
    }
    return writer().into(before, sheet.form());
  }

  private SheetWriter writer() {
    return new SheetWriter(self.record(), self.signedRecord());
  }

  private static void replace(Path file, byte[] content) throws IOException {
    Path target = file.toAbsolutePath();
    Path folder = target.getParent();
    if (folder == null) {
      throw new IOException("it is no file");
    }
    Path temporary = Files.createTempFile(folder, ".", ".tmp");
    try {
      try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        ByteBuffer left = ByteBuffer.wrap(content);
        while (left.hasRemaining()) {
          channel.write(left);
        }
        channel.force(true);
      }
      if (temporary.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        // For everybody to read: there is no secret in it.
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rw-r--r--"));
      }
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}
