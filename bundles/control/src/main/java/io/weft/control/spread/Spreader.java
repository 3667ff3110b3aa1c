package io.weft.control.spread;

import io.weft.control.state.Batch;
import io.weft.control.state.Board;
import io.weft.control.state.Comparison;
import io.weft.control.state.FormException;
import io.weft.control.state.Merged;
import io.weft.control.state.NodeBytes;
import io.weft.control.state.PointState;
import io.weft.node.NodeId;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this node's control points and its peers' the same. A change goes to all peers at once; a
 * peer passes on what was news to it, to those that the sender has not told; whoever appears is
 * compared with, and now and then somebody is. Safe on every thread.
 */
public final class Spreader {
  private static final Logger LOG = LoggerFactory.getLogger(Spreader.class);

  /** Between two looks at who is there: a newcomer asks by itself before that. */
  private static final Duration LOOK = Duration.ofMillis(250);

  /** What a peer did not take is not sent to it again before this. */
  private static final Duration IN_VAIN = Duration.ofMinutes(1);

  private static final class Peer {
    final NodeId id;
    final long prefix;
    final Outgoing outgoing;
    final AtomicBoolean comparing = new AtomicBoolean();
    volatile boolean again;

    // Of the thread that compares.
    List<Long> lacked = List.of();
    long sentNanos;

    Peer(NodeId id, Outgoing outgoing) {
      this.id = id;
      this.prefix = NodeBytes.prefix(id);
      this.outgoing = outgoing;
    }
  }

  /** Who else has control points, connected at the moment. */
  @FunctionalInterface
  public interface Others extends Supplier<Collection<NodeId>> {}

  private final Board board;
  private final Asking asking;
  private final Others others;
  private final Tempo tempo;
  private final Executor threads;
  private final ScheduledExecutorService clockwork;
  private final LongSupplier nanoTime;
  private final RandomGenerator random;
  private final Outgoing.Surroundings around;
  private final Seldom refusals;
  private final Map<NodeId, Peer> peers = new ConcurrentHashMap<>();
  private volatile List<Long> told = List.of();
  private long comparedNanos;

  /**
   * @param threads one for each peer that is slow
   * @param clockwork what comes later, briefly
   */
  public Spreader(
      Board board,
      Asking asking,
      Others others,
      Tempo tempo,
      Executor threads,
      ScheduledExecutorService clockwork,
      LongSupplier nanoTime,
      RandomGenerator random) {
    this.board = board;
    this.asking = asking;
    this.others = others;
    this.tempo = tempo;
    this.threads = threads;
    this.clockwork = clockwork;
    this.nanoTime = nanoTime;
    this.random = random;
    this.refusals = new Seldom(nanoTime);
    this.around =
        new Outgoing.Surroundings(asking, () -> told, threads, clockwork, new Seldom(nanoTime));
    this.comparedNanos = nanoTime.getAsLong();
  }

  /** Begins to look who is there, on the clockwork. */
  public void start() {
    clockwork.scheduleWithFixedDelay(this::look, 0, LOOK.toMillis(), TimeUnit.MILLISECONDS);
  }

  // ---- what spreads

  /** Tells everybody what this node has done. Never blocks. */
  public void changed(PointState change) {
    List<PointState> one = List.of(change);
    peers.values().forEach(peer -> peer.outgoing.add(one));
  }

  /** Takes what a peer has sent; returns what was not taken, in words, or nothing. */
  String heard(NodeId from, Batch batch) {
    Merged merged = board.merge(batch.states());
    passOn(from, Set.copyOf(batch.told()), merged);
    return refused(from, merged);
  }

  private void passOn(NodeId from, Set<Long> knowing, Merged merged) {
    if (!merged.news().isEmpty()) {
      for (Peer peer : peers.values()) {
        if (!peer.id.equals(from) && !knowing.contains(peer.prefix)) {
          peer.outgoing.add(merged.news());
        }
      }
    }
    if (!merged.own().isEmpty()) {
      peers.values().forEach(peer -> peer.outgoing.add(merged.own()));
    }
  }

  private String refused(NodeId from, Merged merged) {
    if (merged.why().isEmpty()) {
      return "";
    }
    String text = merged.refused() + " not taken, as " + merged.why().get();
    if (refusals.now(from)) {
      LOG.warn("control points from {}: {}", from.shortText(), text);
    }
    return text;
  }

  // ---- who is there

  private void look() {
    try {
      board.tick();
      Set<NodeId> there = new HashSet<>(others.get());
      for (NodeId each : there) {
        if (!peers.containsKey(each)) {
          Peer peer = new Peer(each, new Outgoing(each, around));
          peers.put(each, peer);
          compareSoon(peer);
        }
      }
      for (Peer peer : List.copyOf(peers.values())) {
        if (!there.contains(peer.id)) {
          peers.remove(peer.id);
          peer.outgoing.close();
        } else if (peer.again && peer.outgoing.isIdle()) {
          compareSoon(peer); // there was more than one comparison can bring
        }
      }
      told = peers.values().stream().map(peer -> peer.prefix).limit(Batch.MAX_TOLD).toList();
      long now = nanoTime.getAsLong();
      if (now - comparedNanos >= tempo.compare().toNanos()) {
        comparedNanos = now;
        List<Peer> all = List.copyOf(peers.values());
        if (!all.isEmpty()) {
          compareSoon(all.get(random.nextInt(all.size())));
        }
      }
    } catch (RuntimeException e) { // the clockwork would never look again
      LOG.warn("control points: looking for peers failed", e);
    }
  }

  private void compareSoon(Peer peer) {
    if (peer.comparing.compareAndSet(false, true)) {
      try {
        threads.execute(
            () -> {
              try {
                compare(peer);
              } finally {
                peer.comparing.set(false);
              }
            });
      } catch (RejectedExecutionException e) {
        peer.comparing.set(false);
      }
    }
  }

  /**
   * Sends a peer what it lacks; it does the same in its turn. All that comes into a node so comes
   * by the one action that its access rules are about.
   */
  private void compare(Peer peer) {
    List<Long> lacking;
    try {
      byte[] question = Comparison.question(board.buckets());
      lacking =
          Comparison.lacking(asking.ask(peer.id, Asking.COMPARE, question).join(), board.buckets());
    } catch (FormException e) {
      LOG.warn("control points of {} cannot be compared: {}", peer.id.shortText(), e.getMessage());
      return;
    } catch (CompletionException | CancellationException e) {
      // It is gone, or busy: the next comparison makes up for it.
      LOG.debug("control points were not compared with {}", peer.id.shortText(), e);
      return;
    }
    long now = nanoTime.getAsLong();
    boolean inVain = !lacking.isEmpty() && lacking.equals(peer.lacked);
    if (inVain && now - peer.sentNanos < IN_VAIN.toNanos()) {
      peer.again = false;
      return;
    }
    peer.lacked = lacking;
    peer.sentNanos = now;
    peer.outgoing.add(board.buckets().states(lacking));
    peer.again = !lacking.isEmpty();
  }

  /** Points that wait for peers. */
  int waiting() {
    return peers.values().stream().mapToInt(peer -> peer.outgoing.size()).sum();
  }
}
