package io.weft.files.receive;

import io.weft.files.folder.Plan;
import io.weft.files.live.Live;
import io.weft.transfer.Transfer.State;
import io.weft.transfer.TransferException.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One transfer to this node: runs when it is its turn, until all is there or something is in the
 * way; then it makes room for others, and goes on later where it was. Safe on every thread.
 */
public final class Pull implements Live.Reins {
  private static final Logger LOG = LoggerFactory.getLogger(Pull.class);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  /** A node that has just come may not have said yet what it offers: it is asked again soon. */
  private static final Duration SETTLING = Duration.ofSeconds(3);

  private static final Duration SETTLING_PAUSE = Duration.ofMillis(50);

  /** Is told of the end of a transfer, once; not when the node stops. */
  public interface Ended {

    /**
     * It has ended, or all is there and it is about to. What is kept of it between restarts must be
     * gone when this returns.
     *
     * @param well whether what has arrived has got its name
     */
    void forget(Errand errand, Live live, boolean well);

    /** It has ended, and nothing is left of it but what has got its name. */
    void ended(Errand errand, Live live, boolean well);
  }

  private final Errand errand;
  private final Live live;
  private final Surroundings around;
  private final Landings landing;
  private final Ended ended;
  private final Questions questions;
  private final Parts parts;
  private final Throttle own;
  private final Runnable task = this::run;

  // Guarded by this.
  private boolean running;
  private boolean comeAgain;
  private boolean paused;
  private boolean stopped;
  private boolean tidied;
  private @Nullable Flow flow;

  // Of the thread that runs.
  private @Nullable PartFolder part;
  private boolean keeping;
  private boolean compared;
  private volatile long triedIn;
  private Duration pause = FIRST_PAUSE;
  private long cameNanos;
  private long lastProgressNanos;

  public Pull(Errand errand, Live live, Surroundings around, Landings landing, Ended ended) {
    this.errand = errand;
    this.live = live;
    this.around = around;
    this.landing = landing;
    this.ended = ended;
    this.questions = new Questions(errand, around);
    this.parts = new Parts(errand, around);
    this.own = new Throttle(errand.maxBytesPerSecond(), around.nanoTime());
    this.lastProgressNanos = around.nanoTime().getAsLong();
  }

  /** What it is about. */
  public Errand errand() {
    return errand;
  }

  /** How it is. */
  public Live live() {
    return live;
  }

  /** Gets in the queue. */
  public void start() {
    live.to(State.QUEUED, "");
    around.turns().enter(task);
  }

  // ---- who pulls at it

  @Override
  public void pause() {
    Flow now;
    synchronized (this) {
      paused = true;
      now = flow;
    }
    around.turns().leave(task);
    live.to(State.PAUSED, "paused here");
    if (now != null) {
      now.pull(false);
    }
  }

  @Override
  public void resume() {
    synchronized (this) {
      paused = false;
    }
    if (live.state() == State.PAUSED || live.state() == State.WAITING) {
      start();
    }
  }

  /** The sender, who had paused it, goes on. */
  public void resumedThere() {
    boolean pausedHere;
    synchronized (this) {
      pausedHere = paused;
    }
    if (!pausedHere && live.state() == State.PAUSED) {
      start();
    }
  }

  @Override
  public void cancelled() {
    around.turns().leave(task);
    giveUp();
    around.threads().execute(this::tidy);
  }

  /** Goes on at once when the other node has come back since it was found to be away. */
  public void look() {
    long session = around.company().session(errand.peer());
    if (live.state() == State.WAITING && session != 0 && session != triedIn) {
      around.turns().enter(task);
    }
  }

  /** The sender has cancelled it. */
  public void cancelledThere(String why) {
    if (live.end(State.CANCELLED, Reason.CANCELLED, why)) {
      cancelled();
    }
  }

  /** The node stops: what is there stays, and is gone on with at the next start. */
  public void stop() {
    synchronized (this) {
      stopped = true;
      if (!running) {
        close();
      }
    }
    around.turns().leave(task);
    giveUp();
  }

  private void giveUp() {
    questions.close();
    Flow now;
    synchronized (this) {
      now = flow;
    }
    if (now != null) {
      now.pull(true);
    }
  }

  // ---- when it is its turn

  private void run() {
    synchronized (this) {
      if (running) {
        comeAgain = true;
        return;
      }
      if (paused || stopped || live.state().ended()) {
        return;
      }
      running = true;
    }
    try {
      long session = around.company().session(errand.peer());
      if (session != triedIn) {
        triedIn = session;
        pause = FIRST_PAUSE;
        cameNanos = around.nanoTime().getAsLong();
      }
      questions.open();
      live.to(State.RUNNING, "");
      PartFolder open = part == null ? open() : part;
      part = open;
      compare(open);
      flow(open);
      finish(open);
    } catch (Halt e) {
      settle(e);
    } catch (IOException e) {
      settle(Halt.failed(Reason.DISK, "cannot write in " + errand.into() + ": " + e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.warn("transfer {} failed", errand.id(), e);
      settle(Halt.failed(Reason.DISK, "failed unexpectedly: " + e));
    }
    leave();
  }

  private void leave() {
    boolean repeat;
    synchronized (this) {
      running = false;
      repeat = comeAgain;
      comeAgain = false;
      if (stopped) {
        close();
      }
    }
    if (live.state().ended()) {
      tidy();
    } else if (repeat) {
      around.turns().enter(task);
    }
  }

  private PartFolder open() throws Halt, IOException {
    Plan plan = questions.plan();
    if (plan.bytes() > errand.mostBytes()) {
      throw Halt.failed(
          Reason.CHANGED,
          plan.bytes() + " bytes are more than were offered: " + errand.mostBytes());
    }
    Parts.Opened opened = parts.open(plan);
    errand.circle().ifPresent(circle -> around.passing().begin(circle, opened.part()));
    long before = opened.part().bytes();
    live.to(State.RUNNING, before > 0 ? "goes on at " + before + " bytes" : opened.remark());
    live.total(plan.bytes(), plan.entries().stream().filter(each -> !each.folder()).count());
    live.hadBefore(before);
    return opened.part();
  }

  /** Once, and not on one machine: there the bytes come as fast as they are compared. */
  private void compare(PartFolder open) throws Halt {
    if (!compared && !around.company().sameHost(errand.peer())) {
      new Delta(errand, open, questions, live, around.spares()).take();
    }
    compared = true;
  }

  private void flow(PartFolder open) throws Halt, InterruptedException {
    Flow made = new Flow(errand, open, live, own, around);
    synchronized (this) {
      flow = made;
      if (paused || stopped || live.state().ended()) {
        made.pull(true);
      }
    }
    try {
      made.run();
    } finally {
      synchronized (this) {
        flow = null;
      }
      if (made.progressed()) {
        pause = FIRST_PAUSE;
        lastProgressNanos = around.nanoTime().getAsLong();
      }
    }
  }

  private void finish(PartFolder open) throws Halt, IOException {
    questions.check(open);
    if (errand.sha256()) {
      live.to(State.RUNNING, "comparing SHA-256");
      live.sha256(Comparison.sha256(open, questions));
    }
    open.sync();
    open.complete(errand.permissions());
    if (!live.lands()) {
      throw Halt.pulled();
    }
    Path first = landing.land(open, errand.into(), errand.replace());
    errand
        .circle()
        .ifPresent(
            circle ->
                around.passing().landed(circle, open.plan(), open.landedPlaces(errand.into())));
    tidied(first);
  }

  // ---- what comes after

  private void settle(Halt halt) {
    synchronized (this) {
      if (stopped) {
        return; // what was in the way is the end of the node
      }
    }
    switch (halt.kind()) {
      case FAILED -> {
        if (halt.reason() == Reason.CANCELLED) {
          live.end(State.CANCELLED, Reason.CANCELLED, halt.why());
        } else {
          keeping = halt.reason() == Reason.DISK || halt.reason() == Reason.NO_ANSWER;
          live.end(State.FAILED, halt.reason(), halt.why());
        }
      }
      case AWAY -> away(halt.why());
      case PAUSED_THERE -> {
        live.to(State.PAUSED, halt.why());
        later(LONGEST_PAUSE);
      }
      case PULLED -> pulled();
    }
  }

  /** A pause may have come while it was opened, and its end before this noticed. */
  private void pulled() {
    boolean still;
    synchronized (this) {
      still = paused;
    }
    if (still) {
      live.to(State.PAUSED, "paused here");
    } else if (live.to(State.QUEUED, "")) {
      later(FIRST_PAUSE);
    }
  }

  private void away(String why) {
    Duration without = Duration.ofNanos(around.nanoTime().getAsLong() - lastProgressNanos);
    if (without.compareTo(around.limits().giveUp()) > 0) {
      keeping = true;
      live.end(
          State.FAILED, Reason.NO_ANSWER, why + ", for " + without.toHours() + " hours: given up");
      return;
    }
    live.to(State.WAITING, why + "; it goes on by itself");
    if (triedIn != 0 && around.nanoTime().getAsLong() - cameNanos < SETTLING.toNanos()) {
      later(SETTLING_PAUSE);
      return;
    }
    later(pause);
    Duration longer = pause.multipliedBy(2);
    pause = longer.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer;
  }

  private void later(Duration time) {
    try {
      around
          .clockwork()
          .schedule(() -> around.turns().enter(task), time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // The node stops.
    }
  }

  /** After its end: what is not needed any more goes. */
  private void tidy() {
    synchronized (this) {
      if (running) {
        return; // it does so when it leaves
      }
    }
    tidied(null);
  }

  private void tidied(@Nullable Path where) {
    synchronized (this) {
      if (tidied) {
        return;
      }
      tidied = true;
    }
    ended.forget(errand, live, where != null);
    Path place = part == null ? null : part.folder();
    close();
    errand.circle().ifPresent(circle -> around.passing().end(circle));
    parts.leave(place, where == null && keepsPart());
    if (where != null) {
      live.to(State.DONE, "as " + where);
    }
    ended.ended(errand, live, where != null);
  }

  /** Those who ask for the same again go on with what is there. */
  private boolean keepsPart() {
    return live.state() == State.FAILED && keeping;
  }

  private void close() {
    PartFolder open = part;
    part = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        LOG.debug("the journal of {} cannot be closed", errand.id(), e);
      }
    }
  }
}
