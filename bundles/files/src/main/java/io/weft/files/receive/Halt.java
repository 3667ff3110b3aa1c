package io.weft.files.receive;

import io.weft.exchange.ApplicationException;
import io.weft.exchange.RequestException;
import io.weft.files.wire.FormException;
import io.weft.files.wire.Refusals;
import io.weft.transfer.TransferException.Reason;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Why a transfer does not go on, for now or for good. */
final class Halt extends Exception {
  private static final long serialVersionUID = 1L;

  /** What becomes of it. */
  enum Kind {
    /** It has failed. */
    FAILED,
    /** The other node is away: try later. */
    AWAY,
    /** The other side has paused it. */
    PAUSED_THERE,
    /**
     * It was paused here, cancelled, or the node stops: whoever did that says what becomes of it.
     */
    PULLED
  }

  private final Kind kind;
  private final Reason reason;

  private Halt(Kind kind, Reason reason, String message) {
    super(message, null, false, false);
    this.kind = kind;
    this.reason = reason;
  }

  static Halt failed(Reason reason, String why) {
    return new Halt(Kind.FAILED, reason, why);
  }

  static Halt away(String why) {
    return new Halt(Kind.AWAY, Reason.NO_ANSWER, why);
  }

  static Halt pulled() {
    return new Halt(Kind.PULLED, Reason.CANCELLED, "");
  }

  Kind kind() {
    return kind;
  }

  Reason reason() {
    return reason;
  }

  String why() {
    return String.valueOf(getMessage());
  }

  private static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  /**
   * What it means that a question was asked as often as questions are, and never answered well.
   *
   * @param last how it went the last time
   */
  static Halt inVain(String question, int times, Throwable last) {
    Throwable cause = cause(last);
    String why =
        question + " was asked for " + times + " times; the last time: " + cause.getMessage();
    if (isLost(cause)) {
      return away(why);
    }
    return failed(cause instanceof FormException ? Reason.CORRUPT : Reason.NO_ANSWER, why);
  }

  /** A link broke; the other node may have others. */
  private static boolean isLost(Throwable cause) {
    return cause instanceof RequestException lost
        && lost.reason() == RequestException.Reason.LINK_LOST;
  }

  /**
   * What a question that was not answered means.
   *
   * @param connected whether the other node is, at the moment
   * @return null if asking again at once may help
   */
  static @Nullable Halt of(Throwable failure, boolean connected) {
    Throwable cause = cause(failure);
    if (connected && isLost(cause)) {
      return null;
    }
    if (cause instanceof ApplicationException refusal) {
      return ofRefusal(refusal);
    }
    if (cause instanceof RequestException lost) {
      return switch (lost.reason()) {
        case FORBIDDEN -> failed(Reason.REFUSED, String.valueOf(lost.getMessage()));
        case TOO_LARGE, NOT_ENCODABLE, NO_ACTION, TOO_OLD, BAD_OPTIONS ->
            failed(Reason.BAD, String.valueOf(lost.getMessage()));
        case DEADLINE -> connected ? null : away("the other node is away");
        case NO_SERVICE, LINK_LOST, OVERLOADED, STOPPING ->
            away(
                connected
                    ? "the other node does not answer: " + lost.getMessage()
                    : "the other node is away");
      };
    }
    if (cause instanceof CancellationException) {
      return pulled();
    }
    if (cause instanceof FormException) {
      return null;
    }
    return failed(Reason.NO_ANSWER, cause.toString());
  }

  private static @Nullable Halt ofRefusal(ApplicationException refusal) {
    String why = String.valueOf(refusal.getMessage());
    return switch (refusal.code()) {
      case Refusals.STALE -> null;
      case Refusals.BUSY -> away("the other node has too much to do, or stops");
      case Refusals.PAUSED -> new Halt(Kind.PAUSED_THERE, Reason.STATE, why);
      case Refusals.CANCELLED -> failed(Reason.CANCELLED, why);
      case Refusals.CHANGED -> failed(Reason.CHANGED, why);
      case Refusals.NOT_SHARED -> failed(Reason.REFUSED, why);
      case Refusals.UNREADABLE -> failed(Reason.DISK, why);
      default -> failed(Reason.REFUSED, why);
    };
  }
}
