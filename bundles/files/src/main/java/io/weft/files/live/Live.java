package io.weft.files.live;

import io.weft.files.wire.Messages;
import io.weft.files.wire.ProgressReport;
import io.weft.node.NodeId;
import io.weft.transfer.Transfer;
import io.weft.transfer.TransferException;
import io.weft.transfer.TransferProgress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A transfer as everybody sees it. What drives it sets its state. Safe on every thread. */
public final class Live implements Transfer {

  /** What is done when somebody pulls at it. */
  public interface Reins {

    /** See {@link Transfer#pause}. */
    void pause();

    /** See {@link Transfer#resume}. */
    void resume();

    /** Cleans up; the state is set already. */
    void cancelled();

    /** Somebody has decided about what was held. */
    default void decided(boolean accepted, String why) {}
  }

  /** Surroundings that all transfers have in common. */
  public record Around(Asking asking, Company company, Notices notices, LongSupplier nanoTime) {}

  /** How long the other side may think about how far it is. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Between two looks at the links: what goes over one that breaks then is not known. */
  private static final Duration LOOK = Duration.ofMillis(250);

  /** Other nodes that give parts of it and whose links are told: more nobody reads. */
  private static final int MOST_SOURCES = 16;

  private final String id;
  private final Direction direction;
  private final NodeId peer;
  private final String name;
  private final Around around;
  private final RateMeter rate;
  private final CompletableFuture<Transfer> completion = new CompletableFuture<>();
  private final LinkTally links;
  private long lookedNanos;
  private List<NodeId> sources = List.of();
  private @Nullable String group;
  private volatile @Nullable Reins reins;
  private State state = State.QUEUED;
  private boolean landing;
  private String remark = "";
  private long bytesDone;
  private long bytesTotal;
  private long files;
  private volatile @Nullable String sha256;

  public Live(String id, Direction direction, NodeId peer, String name, Around around) {
    this.id = id;
    this.direction = direction;
    this.peer = peer;
    this.name = name;
    this.around = around;
    this.rate = new RateMeter(around.nanoTime());
    this.links = new LinkTally(around.company().links(peer));
    this.lookedNanos = around.nanoTime().getAsLong();
  }

  /**
   * It is one of several, of the same to several nodes.
   *
   * @param id of all of them
   * @param others whose links are looked at, too, up to {@value #MOST_SOURCES}
   */
  public void among(String id, List<NodeId> others) {
    List<NodeId> some = others.stream().limit(MOST_SOURCES).toList();
    List<LinkUse> now = links(some);
    synchronized (this) {
      group = id;
      sources = some;
      links.begin(now);
    }
  }

  private List<LinkUse> links(List<NodeId> nodes) {
    return nodes.stream().flatMap(each -> around.company().links(each).stream()).toList();
  }

  /** Says who does what is asked of it, from now on. */
  public Live driven(Reins by) {
    reins = by;
    return this;
  }

  // ---- what drives it

  /**
   * It is like this now.
   *
   * @return false if it has ended already, and stays so, or lands and cannot be cancelled any more
   */
  public boolean to(State next, String why) {
    synchronized (this) {
      if (state.ended() || (landing && next == State.CANCELLED)) {
        return false;
      }
      boolean same = state == next;
      state = next;
      remark = why;
      if (next == State.DONE) {
        bytesDone = bytesTotal;
      }
      if (same) {
        return true;
      }
    }
    around.notices().tell(this, next);
    if (next == State.DONE) {
      completion.complete(this);
    }
    return true;
  }

  /** It has ended, and not well. Whether it was not before. */
  public boolean end(State how, TransferException.Reason reason, String why) {
    boolean first = to(how, why);
    if (first) {
      completion.completeExceptionally(new TransferException(reason, why));
    }
    return first;
  }

  /**
   * It is about to get its names, so that nobody can cancel it from now on: what has the names is
   * there. Whether it has not ended before.
   */
  public synchronized boolean lands() {
    landing = !state.ended();
    return landing;
  }

  /** What there is of it. */
  public synchronized void total(long bytes, long count) {
    bytesTotal = bytes;
    files = count;
  }

  /** So much was there before. */
  public synchronized void hadBefore(long bytes) {
    bytesDone = bytes;
  }

  /** So much more is there. */
  public void more(long bytes) {
    long now = around.nanoTime().getAsLong();
    boolean look;
    synchronized (this) {
      bytesDone = Math.min(bytesTotal, bytesDone + bytes); // some come twice
      look = now - lookedNanos > LOOK.toNanos();
      lookedNanos = look ? now : lookedNanos;
    }
    rate.add(bytes);
    if (look) {
      look();
    }
  }

  private void look() {
    List<NodeId> others;
    synchronized (this) {
      others = sources;
    }
    List<LinkUse> now = new ArrayList<>(around.company().links(peer));
    now.addAll(links(others));
    synchronized (this) {
      links.look(now);
    }
  }

  /** All that was asked about it has this SHA-256. */
  public void sha256(String digits) {
    sha256 = digits;
  }

  // ---- what everybody sees

  @Override
  public String id() {
    return id;
  }

  @Override
  public Direction direction() {
    return direction;
  }

  @Override
  public NodeId peer() {
    return peer;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public synchronized Optional<String> group() {
    return Optional.ofNullable(group);
  }

  @Override
  public synchronized State state() {
    return state;
  }

  @Override
  public synchronized String remark() {
    return remark;
  }

  @Override
  public TransferProgress progress() {
    long perSecond = rate.perSecond();
    look();
    synchronized (this) {
      return progress(
          bytesDone, bytesTotal, files, state == State.RUNNING ? perSecond : 0, links.bytes());
    }
  }

  @Override
  public CompletionStage<TransferProgress> progressThere() {
    return around
        .asking()
        .ask(peer, Messages.PROGRESS, ProgressReport.question(id), PATIENCE)
        .thenApply(ProgressReport::read)
        .thenApply(
            there ->
                progress(
                    there.bytesDone(),
                    there.bytesTotal(),
                    there.files(),
                    there.bytesPerSecond(),
                    Map.of()));
  }

  private static TransferProgress progress(
      long done, long total, long files, long perSecond, Map<URI, Long> links) {
    long rest = Math.max(0, total - done);
    return new TransferProgress(
        done,
        total,
        files,
        perSecond,
        perSecond > 0 && rest > 0
            ? Optional.of(Duration.ofMillis((long) (rest * 1e3 / perSecond)))
            : Optional.empty(),
        links);
  }

  @Override
  public Optional<String> sha256() {
    return Optional.ofNullable(sha256);
  }

  private Reins reins() {
    Reins found = reins;
    if (found == null) {
      throw new TransferException(
          TransferException.Reason.STATE, "transfer " + id + " is not under way");
    }
    return found;
  }

  @Override
  public void pause() {
    if (!state().ended()) {
      reins().pause();
    }
  }

  @Override
  public void resume() {
    if (!state().ended()) {
      reins().resume();
    }
  }

  @Override
  public void cancel() {
    if (end(State.CANCELLED, TransferException.Reason.CANCELLED, "cancelled here")) {
      reins().cancelled();
    }
  }

  @Override
  public void accept() {
    demandHeld();
    reins().decided(true, "");
  }

  @Override
  public void refuse(String why) {
    demandHeld();
    reins().decided(false, why);
  }

  private void demandHeld() {
    if (state() != State.HELD || direction == Direction.OUT) {
      throw new TransferException(
          TransferException.Reason.STATE,
          "transfer " + id + " does not wait for a decision here: it is " + state());
    }
  }

  @Override
  public CompletionStage<Transfer> completion() {
    return completion.minimalCompletionStage();
  }
}
