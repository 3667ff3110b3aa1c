package io.weft.testkit;

import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What goes wrong on the links of {@link FaultyTransport}s, changed while they run. One object may
 * serve several transports. Safe on every thread.
 */
public final class Faults {

  private final Set<FaultyLink> links = ConcurrentHashMap.newKeySet();
  private final AtomicInteger framesKept = new AtomicInteger();
  private volatile boolean paused;
  private volatile boolean dropsDials;
  private volatile boolean refusesDials;
  private volatile Set<URI> outOfReach = Set.of();
  private volatile long delayNanos;

  /**
   * From now on nothing arrives and nothing closes, in both directions, as if the cable were pulled
   * or the machine frozen: frames are held, the other end sees an open link. New dials wait.
   */
  public void pause() {
    paused = true;
    links.forEach(FaultyLink::wake);
  }

  /** What was held goes on, in order, and so do waiting dials. */
  public void resume() {
    paused = false;
    links.forEach(FaultyLink::wake);
  }

  /** Every frame takes this much longer, in each direction; zero switches it off. */
  public void delay(Duration longer) {
    delayNanos = longer.toNanos();
  }

  /** Closes all links now; what is held is lost. */
  public void cut() {
    links.forEach(FaultyLink::cut);
  }

  /** Whether dials fail as if nobody were there. */
  public void dropDials(boolean drop) {
    dropsDials = drop;
  }

  /** Dials to these addresses alone fail as if nobody were there; none to end that. */
  public void outOfReach(URI... addresses) {
    outOfReach = Set.of(addresses);
  }

  /** Whether dials fail as if the other side did not admit this node. */
  public void refuseDials(boolean refuse) {
    refusesDials = refuse;
  }

  /** Frames that receivers hold, and have not given back. */
  public int framesHeld() {
    return framesKept.get();
  }

  /** A receiver holds a frame, until it runs this. */
  Runnable hold() {
    framesKept.incrementAndGet();
    return framesKept::decrementAndGet;
  }

  boolean paused() {
    return paused;
  }

  boolean dropsDials(URI to) {
    return dropsDials || outOfReach.contains(to);
  }

  boolean refusesDials() {
    return refusesDials;
  }

  long delayNanos() {
    return delayNanos;
  }

  void add(FaultyLink link) {
    links.add(link);
  }

  void remove(FaultyLink link) {
    links.remove(link);
  }
}
