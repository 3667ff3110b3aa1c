package io.weft.files.send;

import io.weft.exchange.ApplicationException;
import io.weft.files.folder.FileMark;
import io.weft.files.folder.SafeName;
import io.weft.files.live.Courtesy;
import io.weft.files.wire.Chunk;
import io.weft.files.wire.ChunkRequest;
import io.weft.files.wire.Digest;
import io.weft.files.wire.Entry;
import io.weft.files.wire.HashesRequest;
import io.weft.files.wire.Refusals;
import io.weft.files.wire.Region;
import io.weft.files.wire.Spares;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Set;

/** Reads what is asked for. Each file is looked at before and after: it must be what it was. */
final class Content {

  @FunctionalInterface
  private interface Reading {
    void read(FileChannel from) throws IOException;
  }

  private Content() {}

  /**
   * A chunk, in memory that is one of the spares again when it was sent.
   *
   * @throws ApplicationException if a file has changed or cannot be read; the message says how
   */
  static Chunk read(Origin origin, ChunkRequest asked, Spares spares) {
    int length = (int) asked.length();
    ByteBuffer message = spares.take(Chunk.HEAD + length);
    boolean sealed = false;
    try {
      read(origin, asked, message);
      Courtesy.giveWay();
      Chunk chunk = Chunk.seal(message, length);
      Courtesy.giveWay();
      sealed = true;
      return chunk;
    } finally {
      if (!sealed) {
        spares.give(message);
      }
    }
  }

  /** The SHA-256 of the same content. */
  static byte[] sha256(Origin origin, ChunkRequest asked, Spares spares) {
    MessageDigest sha = sha256();
    int length = (int) asked.length();
    ByteBuffer message = spares.take(Chunk.HEAD + length);
    try {
      read(origin, asked, message);
      sha.update(message.slice(Chunk.HEAD, length));
      return sha.digest();
    } finally {
      spares.give(message);
    }
  }

  /** The digests of some chunks; one of them is in memory at a time. */
  static Digest[] digests(Origin origin, HashesRequest asked, Spares spares) {
    Digest[] digests = new Digest[asked.count()];
    ByteBuffer bytes = spares.take(asked.length(0));
    try {
      for (int i = 0; i < digests.length; i++) {
        Region region = new Region(asked.file(), asked.at(i), asked.length(i));
        ByteBuffer to = bytes.slice(0, region.length());
        with(origin, asked.file(), from -> fill(from, to, region));
        digests[i] = Digest.of(bytes, 0, region.length());
      }
      return digests;
    } finally {
      spares.give(bytes);
    }
  }

  private static void read(Origin origin, ChunkRequest asked, ByteBuffer message) {
    int at = Chunk.HEAD;
    for (Region each : asked.regions()) {
      ByteBuffer to = message.slice(at, each.length());
      with(origin, each.file(), from -> fill(from, to, each));
      at += each.length();
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }

  private static void fill(FileChannel from, ByteBuffer to, Region region) throws IOException {
    long at = region.offset();
    while (to.hasRemaining()) {
      int read = from.read(to, at);
      if (read < 0) {
        throw changed(region.file(), "it ends at byte " + at);
      }
      at += read;
    }
  }

  private static void with(Origin origin, Entry file, Reading reading) {
    Path path = origin.file(file.path());
    try {
      demandSame(path, file);
      try (FileChannel from =
          FileChannel.open(path, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
        reading.read(from);
      }
      demandSame(path, file);
    } catch (ClosedByInterruptException e) {
      throw new ApplicationException(Refusals.BUSY, "the node stops");
    } catch (NoSuchFileException e) {
      throw changed(file, "it is gone");
    } catch (IOException e) {
      throw new ApplicationException(
          Refusals.UNREADABLE, SafeName.shown(file.path()) + " cannot be read: " + e.getMessage());
    }
  }

  private static void demandSame(Path path, Entry file) throws IOException {
    String change = FileMark.change(path, file);
    if (change != null) {
      throw changed(file, change);
    }
  }

  private static ApplicationException changed(Entry file, String how) {
    return new ApplicationException(
        Refusals.CHANGED,
        SafeName.shown(file.path()) + " has changed since the transfer began: " + how);
  }
}
