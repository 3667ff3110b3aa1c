package io.weft.files.receive;

import io.weft.exchange.ApplicationException;
import io.weft.files.folder.FileMark;
import io.weft.files.folder.Plan;
import io.weft.files.folder.SafeName;
import io.weft.files.wire.Chunk;
import io.weft.files.wire.ChunkRequest;
import io.weft.files.wire.Circle;
import io.weft.files.wire.Entry;
import io.weft.files.wire.Refusals;
import io.weft.files.wire.Region;
import io.weft.files.wire.Spares;
import io.weft.node.NodeId;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntPredicate;

/**
 * What this node receives together with others, and gives to those of the same circle: from the
 * part while there is one, then from where it has landed, until the node stops or it is too long
 * ago. Whoever asks compares it with the sender's hash; here it is only looked whether what has
 * landed was changed since, for that was never meant for others. Safe on every thread.
 */
public final class PassingOn {

  /** Circles that are remembered, the last ones; those that still come are among them. */
  private static final int MOST = 64;

  /** Files and folders of all of them: some 100 bytes each, and the names. */
  private static final int MOST_ENTRIES = 400_000;

  private record Kept(
      Circle circle, Plan plan, IntPredicate has, Function<Entry, Path> places, boolean landed) {}

  private final Map<String, Kept> all = new LinkedHashMap<>();

  /** It comes; what is there of it is given to others. */
  void begin(Circle circle, PartFolder part) {
    keep(new Kept(circle, part.plan(), part::has, part::file, false));
  }

  /** All of it has its place now. */
  void landed(Circle circle, Plan plan, Function<Entry, Path> places) {
    keep(new Kept(circle, plan, chunk -> true, places, true));
  }

  private synchronized void keep(Kept kept) {
    all.remove(kept.circle.id());
    all.put(kept.circle.id(), kept);
    while (all.size() > 1 && (all.size() > MOST || entries() > MOST_ENTRIES)) {
      all.remove(all.keySet().iterator().next());
    }
  }

  private long entries() {
    return all.values().stream().mapToLong(each -> each.plan.entries().size()).sum();
  }

  /** It does not come any more, unless it has landed. */
  synchronized void end(Circle circle) {
    Kept kept = all.get(circle.id());
    if (kept != null && !kept.landed) {
      all.remove(circle.id());
    }
  }

  /**
   * Content for another node of the circle; whoever has sent it gives its memory to the spares.
   * Blocks while the disk does.
   *
   * @throws ApplicationException if it is not there, or not for this node
   */
  public Chunk chunk(NodeId asker, ChunkRequest asked, Spares spares) {
    Kept kept;
    synchronized (this) {
      kept = all.get(asked.locator().text());
    }
    if (kept == null
        || !kept.circle.has(asker)
        || asked.index() >= kept.plan.chunks()
        || !kept.plan.regions(asked.index()).equals(asked.regions())) {
      throw new ApplicationException(Refusals.NOT_SHARED, "nothing of that is passed on to you");
    }
    if (!kept.has.test(asked.index())) {
      throw new ApplicationException(Refusals.NOT_YET, "it has not come yet: ask in a moment");
    }
    int length = (int) asked.length();
    ByteBuffer bytes = spares.take(Chunk.HEAD + length);
    int at = Chunk.HEAD;
    try {
      for (Region each : asked.regions()) {
        read(kept, each, bytes.slice(at, each.length()));
        at += each.length();
      }
    } catch (ApplicationException e) {
      spares.give(bytes);
      throw e;
    } catch (IOException e) {
      spares.give(bytes);
      // It may just be on its way from the part to its place.
      throw new ApplicationException(
          Refusals.NOT_YET, "it cannot be read at the moment: " + e.getMessage());
    }
    return Chunk.seal(bytes, length);
  }

  private static void read(Kept kept, Region region, ByteBuffer to) throws IOException {
    Path file = kept.places.apply(region.file());
    long from = region.offset();
    demandSame(kept, file, region.file());
    try (FileChannel content =
        FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
      while (to.hasRemaining()) {
        if (content.read(to, from + to.position()) < 0) {
          throw new EOFException(file + " is too short");
        }
      }
    }
    demandSame(kept, file, region.file());
  }

  private static void demandSame(Kept kept, Path file, Entry then) throws IOException {
    String change = kept.landed ? FileMark.changeOfCopy(file, then) : null;
    if (change != null) {
      throw new ApplicationException(
          Refusals.NOT_SHARED,
          SafeName.shown(then.path()) + " is not passed on: it has changed here, " + change);
    }
  }
}
