package io.weft.transfer;

import io.weft.node.NodeId;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/** One transfer, live. Safe on every thread; nothing blocks for long. */
@ProviderType
public interface Transfer {

  /** The same on both sides, for people and programs; says nothing else. */
  String id();

  /** Which way it goes. */
  Direction direction();

  /** The node at the other side. */
  NodeId peer();

  /** What it has in common with the transfers of the same to other nodes; empty if it is alone. */
  Optional<String> group();

  /** What it is of: the name of the file, or of the first and how many more. */
  String name();

  /** How it is at the moment. */
  State state();

  /** Why it is so, for people: what it waits for, what failed. Empty if there is nothing to say. */
  String remark();

  /** How far it is. */
  TransferProgress progress();

  /**
   * How far it is at the other side, as that says: it is asked. Fails if the other node is away, or
   * knows nothing of the transfer. What depends on it must not block.
   */
  CompletionStage<TransferProgress> progressThere();

  /**
   * The SHA-256 of what arrived, in hexadecimal digits, if that was asked for and it is one file.
   */
  Optional<String> sha256();

  /** Asks for no more until {@link #resume}. What is under way still arrives. */
  void pause();

  /** Goes on after {@link #pause}. */
  void resume();

  /** Ends it, here and at the other side; what has arrived of it is deleted. */
  void cancel();

  /**
   * Takes what was offered and is {@link State#HELD}.
   *
   * @throws TransferException if it is not held
   */
  void accept();

  /**
   * Refuses what was offered and is {@link State#HELD}; the sender is told why.
   *
   * @throws TransferException if it is not held
   */
  void refuse(String why);

  /**
   * Completes with this transfer when it is {@link State#DONE}; when it has ended otherwise, with a
   * {@link TransferException} as the cause. What depends on it must not block.
   */
  CompletionStage<Transfer> completion();

  /** Which way a transfer goes. */
  enum Direction {
    /** From this node. */
    OUT,
    /** To this node. */
    IN
  }

  /** How a transfer is. */
  enum State {
    /** Offered, and somebody has to decide: there, or here by {@link #accept}. */
    HELD,
    /** Others are before it, or the other side has not begun. */
    QUEUED,
    /** Content flows. */
    RUNNING,
    /** Somebody paused it, here or there. */
    PAUSED,
    /** The other node is away; it goes on when that is back. */
    WAITING,
    /** All is there, under its final name. */
    DONE,
    /** It cannot go on; the remark says why. */
    FAILED,
    /** The receiver does not want it; the remark says why. */
    REFUSED,
    /** Somebody cancelled it, here or there. */
    CANCELLED;

    /** Whether nothing more happens. */
    public boolean ended() {
      return compareTo(DONE) >= 0;
    }
  }
}
