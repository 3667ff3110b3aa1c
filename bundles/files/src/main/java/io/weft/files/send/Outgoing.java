package io.weft.files.send;

import io.weft.exchange.ApplicationException;
import io.weft.exchange.RequestException;
import io.weft.files.live.Asking;
import io.weft.files.live.Company;
import io.weft.files.live.Live;
import io.weft.files.wire.Closing;
import io.weft.files.wire.FormException;
import io.weft.files.wire.Messages;
import io.weft.files.wire.Refusals;
import io.weft.files.wire.Verdict;
import io.weft.node.NodeId;
import io.weft.transfer.Transfer.State;
import io.weft.transfer.TransferException.Reason;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One transfer from this node: an offer, until the receiver has asked for all and says so. Safe on
 * every thread.
 */
public final class Outgoing implements Live.Reins {

  /** After so long without a word the offer is repeated: either side may have forgotten. */
  private static final Duration SILENCE = Duration.ofSeconds(30);

  /** How long the receiver may think about an offer. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /**
   * What it needs.
   *
   * @param threads for questions, which may block
   * @param giveUp how long the receiver may ask for nothing
   * @param ended is told once, when it has ended
   */
  public record Around(
      Asking asking,
      Company company,
      Executor threads,
      LongSupplier nanoTime,
      Duration giveUp,
      Consumer<Outgoing> ended) {}

  private final Parcel parcel;
  private final Live live;
  private final Around around;
  private boolean offering;
  private long offeredIn;
  private volatile long heardNanos;
  private volatile long askedNanos;
  private volatile boolean paused;

  public Outgoing(Parcel parcel, Live live, Around around) {
    this.parcel = parcel;
    this.live = live;
    this.around = around;
    this.askedNanos = around.nanoTime().getAsLong();
    live.total(parcel.bytes(), parcel.files());
  }

  /** What it is about. */
  public Parcel parcel() {
    return parcel;
  }

  /** How it is. */
  public Live live() {
    return live;
  }

  // ---- the offer

  /**
   * Looks whether the receiver is there, now and then: when it has come back, it hears the offer
   * again. That is what brings forward what either side forgot when it was killed.
   */
  public void look() {
    if (live.state().ended()) {
      return;
    }
    Duration idle = Duration.ofNanos(around.nanoTime().getAsLong() - askedNanos);
    if (!paused && idle.compareTo(around.giveUp()) > 0) {
      fail(
          Reason.NO_ANSWER,
          around.company().name(parcel.peer())
              + " has asked for nothing for "
              + idle.toHours()
              + " hours: given up");
      say(Closing.Kind.CANCELLED, "given up by the sender");
      return;
    }
    long session = around.company().session(parcel.peer());
    boolean silent = around.nanoTime().getAsLong() - heardNanos > SILENCE.toNanos();
    synchronized (this) {
      if (session != 0) {
        if (offering || (session == offeredIn && !silent)) {
          return;
        }
        offering = true;
        heardNanos = around.nanoTime().getAsLong();
      }
      offeredIn = session;
    }
    if (session != 0) {
      around.threads().execute(this::offer);
    } else if (!paused) {
      live.to(
          State.WAITING,
          around.company().name(parcel.peer()) + " is not connected; it goes on by itself");
    }
  }

  private void offer() {
    around
        .asking()
        .ask(parcel.peer(), Messages.OFFER, parcel.offer().write(), PATIENCE)
        .whenCompleteAsync(this::answered, around.threads());
  }

  private void answered(byte @Nullable [] answer, @Nullable Throwable failure) {
    synchronized (this) {
      offering = false;
      if (failure != null) {
        offeredIn = 0;
      }
    }
    if (answer == null) {
      refusedOrAway(failure);
      return;
    }
    try {
      decided(Verdict.read(answer));
    } catch (FormException e) {
      fail(Reason.CORRUPT, "the answer to the offer cannot be read: " + e.getMessage());
    }
  }

  private void refusedOrAway(@Nullable Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof ApplicationException refusal && !refusal.code().equals(Refusals.BUSY)) {
      fail(Reason.REFUSED, String.valueOf(refusal.getMessage()));
    } else if (cause instanceof RequestException lost
        && lost.reason() == RequestException.Reason.FORBIDDEN) {
      fail(Reason.REFUSED, String.valueOf(lost.getMessage()));
    } else if (!paused) {
      live.to(State.WAITING, noAnswer(cause));
    }
  }

  private String noAnswer(@Nullable Throwable cause) {
    return cause instanceof RequestException lost
            && (lost.reason() == RequestException.Reason.NO_SERVICE
                || lost.reason() == RequestException.Reason.NO_ACTION)
        ? around.company().name(parcel.peer())
            + " takes no files: its bundle io.weft.files is not active"
        : "no answer to the offer yet; it goes on by itself";
  }

  private void decided(Verdict verdict) {
    switch (verdict.kind()) {
      case TAKEN -> {
        State now = live.state();
        if (now == State.WAITING || now == State.HELD) {
          live.to(State.QUEUED, "");
        }
      }
      case HELD -> live.to(State.HELD, "somebody there has to accept it");
      case REFUSED -> refused(verdict.why());
      case DONE -> done();
    }
  }

  // ---- what the receiver asks and says

  /**
   * The source, for whom it was offered to.
   *
   * @throws ApplicationException if it is for somebody else, paused, or over
   */
  public Origin origin(NodeId asker) {
    if (!asker.equals(parcel.peer())) {
      throw Origin.nothing(parcel.id());
    }
    if (live.state().ended()) {
      throw new ApplicationException(
          Refusals.CANCELLED, "the sender has ended it: " + live.remark());
    }
    if (paused) {
      throw new ApplicationException(Refusals.PAUSED, "paused by the sender");
    }
    return new Origin(
        parcel.roots(),
        parcel.options().permissions(),
        parcel.circle().map(each -> new Origin.Passing(each, around.company()::connected)));
  }

  /** So much has been read for the receiver, or another node gives it. */
  public void served(long bytes) {
    if (live.state() != State.RUNNING && !paused) {
      live.to(State.RUNNING, "");
    }
    heardNanos = around.nanoTime().getAsLong();
    askedNanos = heardNanos;
    live.more(bytes);
  }

  /** The receiver says how it ends, or that it begins. */
  public void heard(Closing said) {
    switch (said.kind()) {
      case DONE -> done();
      case FAILED -> fail(Reason.REFUSED, "the receiver says: " + said.text());
      case REFUSED -> refused(said.text());
      case CANCELLED -> {
        if (live.end(State.CANCELLED, Reason.CANCELLED, "cancelled by the receiver")) {
          around.ended().accept(this);
        }
      }
      case TAKEN -> {
        if (live.state() == State.HELD) {
          live.to(State.QUEUED, "");
        }
      }
      case CHECK, RESUMED -> {
        // Not for a sender's transfer.
      }
    }
  }

  private void done() {
    if (live.to(State.DONE, "")) {
      around.ended().accept(this);
    }
  }

  private void refused(String why) {
    if (live.end(State.REFUSED, Reason.REFUSED, why)) {
      around.ended().accept(this);
    }
  }

  private void fail(Reason reason, String why) {
    if (live.end(State.FAILED, reason, why)) {
      around.ended().accept(this);
    }
  }

  // ---- who pulls at it

  @Override
  public void pause() {
    paused = true;
    live.to(State.PAUSED, "paused here");
  }

  @Override
  public void resume() {
    if (paused) {
      askedNanos = around.nanoTime().getAsLong();
      paused = false;
      live.to(State.QUEUED, "");
      say(Closing.Kind.RESUMED, "");
    }
  }

  @Override
  public void cancelled() {
    around.ended().accept(this);
    say(Closing.Kind.CANCELLED, "cancelled by the sender");
  }

  /** Says something that the receiver would find out anyway, later. */
  private void say(Closing.Kind kind, String text) {
    byte[] message = Closing.of(parcel.id(), kind, text).write();
    around
        .threads()
        .execute(() -> around.asking().ask(parcel.peer(), Messages.CLOSE, message, PATIENCE));
  }
}
