package io.weft.files.receive;

import io.weft.files.folder.Plan;
import io.weft.files.live.Live;
import io.weft.files.wire.Chunk;
import io.weft.files.wire.Digest;
import io.weft.files.wire.HashesRequest;
import io.weft.files.wire.Spares;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes from a file that has the name here already what is the same in the new one, chunk by chunk:
 * that is not fetched. It costs both sides a reading, so a file is left in which nothing is found.
 * One thread.
 */
final class Delta {
  private static final Logger LOG = LoggerFactory.getLogger(Delta.class);

  /** Questions in a row that find nothing in a file before it is left. */
  private static final int MOST_VAIN = 2;

  private final Errand errand;
  private final PartFolder part;
  private final Questions questions;
  private final Live live;
  private final Spares spares;
  private long taken;

  Delta(Errand errand, PartFolder part, Questions questions, Live live, Spares spares) {
    this.errand = errand;
    this.part = part;
    this.questions = questions;
    this.live = live;
    this.spares = spares;
  }

  /**
   * Takes what it can. What is in the way is no harm: all else is fetched.
   *
   * @throws Halt if somebody pulled at the transfer
   */
  void take() throws Halt {
    for (Plan.Large each : part.plan().large()) {
      Path old = errand.into().resolve(each.file().path());
      try {
        if (Files.isRegularFile(old, LinkOption.NOFOLLOW_LINKS) && isBelow(old, errand.into())) {
          take(old, each);
        }
      } catch (IOException e) {
        LOG.debug("{} cannot be compared: {}", old, e.getMessage());
      } catch (Halt e) {
        if (e.kind() == Halt.Kind.PULLED) {
          throw e;
        }
        LOG.debug("{} is not compared: {}", old, e.getMessage());
        return;
      }
    }
    if (taken > 0) {
      LOG.info("{}: {} bytes of {} were here already", errand.name(), taken, part.plan().bytes());
    }
  }

  /** Whether no link leads elsewhere on the way. */
  private static boolean isBelow(Path file, Path folder) throws IOException {
    return file.toRealPath().startsWith(folder.toRealPath());
  }

  private void take(Path old, Plan.Large file) throws Halt, IOException {
    int fitting = HashesRequest.MOST_BYTES / file.chunkBytes();
    int page = Math.max(1, Math.min(HashesRequest.MOST_CHUNKS, fitting));
    int vain = 0;
    try (FileChannel from =
        FileChannel.open(old, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
      for (int at = 0; at < file.chunks() && vain < MOST_VAIN; at += page) {
        int count = Math.min(page, file.chunks() - at);
        if ((long) at * file.chunkBytes() >= from.size()) {
          return;
        }
        if (hasAll(file.firstChunk() + at, count)) {
          continue;
        }
        HashesRequest asked =
            new HashesRequest(
                errand.id(),
                errand.locator(),
                file.firstChunk() + at,
                file.file(),
                (long) at * file.chunkBytes(),
                file.chunkBytes(),
                count);
        vain = take(from, asked, questions.hashes(asked)) ? 0 : vain + 1;
      }
    }
  }

  private boolean hasAll(int first, int count) {
    for (int i = first; i < first + count; i++) {
      if (!part.has(i)) {
        return false;
      }
    }
    return true;
  }

  /** Whether anything was the same. */
  private boolean take(FileChannel from, HashesRequest asked, Digest... digests)
      throws IOException {
    long before = taken;
    ByteBuffer message = spares.take(Chunk.HEAD + asked.length(0));
    try {
      for (int i = 0; i < digests.length; i++) {
        int length = asked.length(i);
        if (!part.has(asked.first() + i)
            && fill(from, message.slice(Chunk.HEAD, length), asked.at(i))
            && Digest.of(message, Chunk.HEAD, length).equals(digests[i])) {
          part.write(asked.first() + i, Chunk.seal(message, length));
          live.more(length);
          taken += length;
        }
      }
      return taken > before;
    } finally {
      spares.give(message);
    }
  }

  /** Whether there is so much. */
  private static boolean fill(FileChannel from, ByteBuffer to, long at) throws IOException {
    long next = at;
    while (to.hasRemaining()) {
      int read = from.read(to, next);
      if (read < 0) {
        return false;
      }
      next += read;
    }
    return true;
  }
}
