package io.weft.testkit.sim;

import io.weft.testkit.ManualClock;
import io.weft.transport.Link;
import io.weft.transport.Receiver;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * The software whose nodes are simulated: it decides whom they dial, whom they take in, what they
 * send and whom they give up. All of it is called on the one thread of the simulation, and nothing
 * may block.
 */
@FunctionalInterface
public interface MeshModel {

  /**
   * A node starts.
   *
   * @param number of the node, from 0
   */
  Inhabitant start(int number, Place place);

  /** One node, as the simulation sees it. */
  interface Inhabitant {

    /** It hears of another node. */
    void told(int other);

    /**
     * Another node has dialled it.
     *
     * @return who receives what arrives on this link
     */
    Receiver accepted(int from, Link link);
  }

  /** What a node has around it. */
  interface Place {

    /** The time, the same for all nodes. The node must not move it. */
    ManualClock clock();

    /** The node's own chance; the same in each run. */
    RandomGenerator random();

    /** Runs the step later, unless the node is dead by then. */
    void after(Duration pause, Runnable step);

    /**
     * Makes a link; there is an answer on it only if the other one lives. The other end of the link
     * is the number in the port of its {@linkplain Link#remote address}.
     */
    Link dial(int other, Receiver receiver);

    /** Says that the other node belongs to this one's company from now on. */
    void joined(int other);

    /** Says that it does no longer. */
    void left(int other);
  }
}
