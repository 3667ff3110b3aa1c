package io.weft.files.send;

import io.weft.exchange.ApplicationException;
import io.weft.files.folder.Listing;
import io.weft.files.wire.Chunk;
import io.weft.files.wire.ChunkRequest;
import io.weft.files.wire.Circle;
import io.weft.files.wire.Closing;
import io.weft.files.wire.Digest;
import io.weft.files.wire.DigestList;
import io.weft.files.wire.Elsewhere;
import io.weft.files.wire.Entry;
import io.weft.files.wire.HashesRequest;
import io.weft.files.wire.Locator;
import io.weft.files.wire.ManifestPage;
import io.weft.files.wire.ManifestRequest;
import io.weft.files.wire.Refusals;
import io.weft.files.wire.Spares;
import io.weft.node.NodeId;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers those who ask for files. Keeps little: a listing for a while, and sixteen bytes a chunk
 * for the comparison at the end; all else is in the questions. Blocks while the disk does. Safe on
 * every thread.
 */
public final class Serving {

  /** Who has been offered what: asked for each question. */
  @FunctionalInterface
  public interface Offered {

    /**
     * The source of an offer.
     *
     * @throws ApplicationException if there is none for this node at the moment
     */
    Origin origin(String transfer, NodeId asker);
  }

  /** Listings that are remembered: one of 200,000 entries takes some 20 MB. */
  private static final int LISTINGS = 8;

  /**
   * How far numbers of chunks may be ahead of what was served: many are asked for at once. Who goes
   * on in the middle has no comparison here, and cannot make this node take memory either.
   */
  private static final int AHEAD = 1024;

  /** Transfers whose digests are remembered, the last ones. */
  private static final int TRANSFERS = 256;

  /** And of all of these together, at most: 64 MB; the oldest are forgotten first. */
  private static final int DIGESTS = DigestList.MOST;

  private record Asker(NodeId node, String transfer) {}

  private record Snapshot(Asker asker, Listing listing) {}

  private static final class Eldest<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1L;
    private final int most;

    Eldest(int most) {
      super(16, 0.75f, true);
      this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
      return size() > most;
    }
  }

  private final Offered offered;
  private final Supplier<SharedFolders> shared;
  private final Spares spares;
  private final Given given = new Given();
  private final AtomicLong snapshots = new AtomicLong(System.nanoTime());
  private final Map<Long, Snapshot> listings = new Eldest<>(LISTINGS);
  private final Map<Asker, DigestList> served = new Eldest<>(TRANSFERS);

  /**
   * @param shared as the settings are at the moment
   * @param spares what content is read into
   */
  public Serving(Offered offered, Supplier<SharedFolders> shared, Spares spares) {
    this.spares = spares;
    this.offered = offered;
    this.shared = shared;
  }

  private Origin origin(NodeId asker, Locator locator) {
    return locator.offered()
        ? offered.origin(locator.text(), asker)
        : shared.get().origin(locator.text());
  }

  /** What there is. */
  public ManifestPage manifest(NodeId asker, ManifestRequest asked) {
    Origin origin = origin(asker, asked.locator());
    Asker who = new Asker(asker, asked.transfer());
    long number = asked.snapshot();
    Listing listing;
    if (number == 0) {
      number = snapshots.incrementAndGet();
      listing = listing(origin, asked.locator());
      remember(number, new Snapshot(who, listing));
    } else {
      listing = remembered(number, who);
    }
    List<Entry> all = listing.entries();
    int from = Math.min(asked.first(), all.size());
    int to = Math.min(from + ManifestPage.PAGE_ENTRIES, all.size());
    return new ManifestPage(number, all.size(), listing.leftOut(), all.subList(from, to));
  }

  private static Listing listing(Origin origin, Locator locator) {
    try {
      return Listing.of(origin.roots(), origin.permissions());
    } catch (Listing.TooManyException e) {
      throw new ApplicationException(Refusals.TOO_MANY, locator.text() + ": " + e.getMessage());
    } catch (NoSuchFileException e) {
      throw new ApplicationException(Refusals.CHANGED, "the source is gone: " + e.getMessage());
    } catch (IOException e) {
      throw new ApplicationException(
          Refusals.UNREADABLE, "the source cannot be read: " + e.getMessage());
    }
  }

  private void remember(long number, Snapshot snapshot) {
    synchronized (listings) {
      listings.put(number, snapshot);
    }
  }

  private Listing remembered(long number, Asker asker) {
    synchronized (listings) {
      Snapshot found = listings.get(number);
      if (found == null || !found.asker.equals(asker)) {
        throw new ApplicationException(Refusals.STALE, "the listing is not there any more");
      }
      return found.listing;
    }
  }

  /** Who else has content of an offer to several nodes; empty if nobody has: then it is given. */
  public Optional<Elsewhere> elsewhere(NodeId asker, ChunkRequest asked) {
    return origin(asker, asked.locator())
        .passing()
        .flatMap(all -> given.find(all.circle().id(), asked.content(), asker, all.there()));
  }

  /** Content; whoever has sent it gives its memory to the spares. */
  public Chunk chunk(NodeId asker, ChunkRequest asked) {
    Origin origin = origin(asker, asked.locator());
    Chunk chunk = Content.read(origin, asked, spares);
    origin
        .passing()
        .ifPresent(
            all ->
                given.put(
                    all.circle().id(),
                    asked.content(),
                    new Elsewhere(asker, Elsewhere.sha256(chunk))));
    note(new Asker(asker, asked.transfer()), asked.index(), chunk.digest());
    return chunk;
  }

  /** Digests of content that the asker may have; what it has then counts as served. */
  public byte[] hashes(NodeId asker, HashesRequest asked) {
    Digest[] digests = Content.digests(origin(asker, asked.locator()), asked, spares);
    note(new Asker(asker, asked.transfer()), asked.first(), digests);
    return HashesRequest.answer(digests);
  }

  private void note(Asker asker, int first, Digest... digests) {
    synchronized (served) {
      DigestList list = served.computeIfAbsent(asker, who -> new DigestList());
      for (int i = 0; i < digests.length && first + i <= list.count() + AHEAD; i++) {
        list.put(first + i, digests[i]);
      }
      forgetOldest();
    }
  }

  /** The list that was used last stays. */
  private void forgetOldest() {
    long all = served.values().stream().mapToLong(DigestList::count).sum();
    Iterator<DigestList> eldest = served.values().iterator();
    for (int left = served.size(); all > DIGESTS && left > 1; left--) {
      all -= eldest.next().count();
      eldest.remove();
    }
  }

  /** The SHA-256 of content. */
  public byte[] sha256(NodeId asker, ChunkRequest asked) {
    Origin origin = origin(asker, asked.locator());
    return Content.sha256(origin, asked, spares);
  }

  /** Whether a receiver has what was sent to it: see {@link Closing#SAME} and its neighbours. */
  public int check(NodeId asker, Closing said) {
    synchronized (served) {
      @Nullable DigestList sent = served.get(new Asker(asker, said.transfer()));
      if (sent == null || sent.count() != said.chunks()) {
        return Closing.UNKNOWN;
      }
      return sent.whole(said.chunks()).equals(said.digest()) ? Closing.SAME : Closing.DIFFERENT;
    }
  }

  /** A node passes nothing on any more. */
  public void left(Circle circle, NodeId node) {
    given.left(circle.id(), node);
  }

  /** Nobody asks about this transfer any more. */
  public void forget(NodeId asker, String transfer) {
    Asker who = new Asker(asker, transfer);
    synchronized (served) {
      served.remove(who);
    }
    synchronized (listings) {
      listings.values().removeIf(each -> each.asker.equals(who));
    }
  }
}
